/* Reads a lead with what is shown of it. */

import { ask } from './api.js'

const PARTS = ['journey', 'explanation?rules=evaluated', 'transcript']

/*
 * Reads the lead at a path of the API, and all that is shown of it when it is not of the version that is shown.
 * Whose a token is is asked once, and the names of reps again only when somebody has come who has none. Never
 * rejects: what was in the way is an `error`, beside whose the token is where that could be read.
 */
export function leadReader(path) {
  let known

  async function ownerOf(token) {
    if (known?.token !== token) {
      const [me, names] = await Promise.all([ask(token, '/v1/me'), namesNow(token)])
      known = { token, me, names }
    }
    return known
  }

  async function about(token, { me, names }) {
    const paths = PARTS.map((one) => `${path}/${one}`)
    const [journey, explanation, chat] = await Promise.all(paths.map((one) => ask(token, one)))
    const repIds = journey.steps.flatMap(repsOf)
    const isComplete = repIds.every((id) => names.has(id))
    known = { token, me, names: isComplete ? names : await namesNow(token, repIds) }
    return { journey, explanation, chat, me, names: known.names }
  }

  return async (token, shownVersion) => {
    const [owner, lead] = await Promise.allSettled([ownerOf(token), ask(token, path)])
    const me = owner.value?.me
    try {
      if (lead.reason ?? owner.reason) throw lead.reason ?? owner.reason
      const isShown = lead.value.version === shownVersion
      return { me, lead: lead.value, about: isShown ? undefined : await about(token, owner.value) }
    } catch (error) {
      return { me, error }
    }
  }
}

/* Whoever has left the documents has no name there, and is not asked for again. */
async function namesNow(token, repIds = []) {
  const { items } = await ask(token, '/v1/reps')
  return new Map([...repIds.map((id) => [id, id]), ...items.map(({ id, name }) => [id, name])])
}

const repsOf = ({ data: { repId, byOther, toldRepIds = [] } }) =>
  [repId, byOther?.repId, ...toldRepIds].filter((id) => id !== undefined)
