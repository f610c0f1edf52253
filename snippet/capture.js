/*
 * Sends the forms of a page that are marked `data-stl-form`, and what the visit was like.
 * Before `stl.consent(true)` it stores nothing in the browser. See docs/sources/form.md.
 */

if (!window.stl) {
  const script = document.currentScript ?? document.querySelector('script[src*="/capture.js"]')
  const gateway = script.src.replace(/\/capture\.js.*$/, '')
  const { source } = script.dataset
  const home = source && `${gateway}/v1/capture/${source}`

  const VISIT_ENDS_MS = 30 * 60_000
  const PAUSES_MS = [1_000, 3_000, 10_000, 30_000]
  const LONGEST_PAUSE_MS = 60_000
  /** Browsers refuse to finish more than 64 KiB for a page that has been left. */
  const KEEPALIVE_LENGTH = 60_000
  const MOST_SIGNALS = 50
  /** What the person is told, unless the form has `data-thanks`, `data-waiting`, `data-failed`. */
  const WORDS = {
    thanks: 'Thank you. We have received your message and will be in touch shortly.',
    waiting: 'Not sent yet. We keep trying while this page is open.',
    failed: 'This could not be sent. Please try again.',
  }

  let hasConsent = false
  let visitor = {}
  let visit = { id: uuid(), landing: location.href, referrer: document.referrer, pages: 0 }
  let page = {}
  let shownAt
  let signals = []
  let flushing
  /** What is not accepted yet, and what is known of each form. */
  const waiting = new Map()
  const forms = new WeakMap()

  // ---- consent, and what it allows to be kept

  /** With consent a visitor has an id over all visits; taking it back forgets everything. */
  function consent(isGiven = true) {
    const isNews = isGiven && !hasConsent
    hasConsent = isGiven
    if (!isGiven) forget()
    if (isNews) remember()
  }

  function remember() {
    const kept = read('stl') ?? {}
    const goesOn = Date.now() - kept.visit?.seenAt < VISIT_ENDS_MS
    if (goesOn) visit = { ...kept.visit, pages: kept.visit.pages + visit.pages }
    const { id = uuid(), since = new Date().toISOString(), visits = 0 } = kept.visitor ?? {}
    visitor = { id, since, visits: visits + (goesOn ? 0 : 1) }
    keep()
    for (const delivery of waiting.values()) keepDelivery(delivery)
    for (const delivery of keptKeys().map(read)) if (!waiting.has(delivery?.id)) deliver(delivery)
  }

  function forget() {
    visitor = {}
    visit = { ...visit, id: uuid() }
    for (const key of ['stl', ...keptKeys()]) localStorage.removeItem(key)
  }

  const keep = safely(() => write('stl', { visitor, visit: { ...visit, seenAt: Date.now() } }))
  const keepDelivery = safely(({ id, url, body }) => {
    if (typeof body === 'string') write(`stl-lead:${id}`, { id, url, body })
  })
  const dropDelivery = safely(({ id }) => hasConsent && localStorage.removeItem(`stl-lead:${id}`))
  const keptKeys = () => Object.keys(localStorage).filter((key) => key.startsWith('stl-lead:'))
  const read = safely((key) => JSON.parse(localStorage.getItem(key)))

  function write(key, value) {
    if (hasConsent) localStorage.setItem(key, JSON.stringify(value))
  }

  // ---- forms

  function submitted(event) {
    const { target: form, submitter } = event
    if (event.defaultPrevented || !form.matches('[data-stl-form]')) return
    const action = actionOf(form, submitter)
    const isOurs = action?.startsWith(`${gateway}/v1/capture/`)
    const url = isOurs ? action : home
    if (!url) return
    const delivery = deliveryOf(form, submitter, url)
    // A form that belongs to somebody else goes its way; we send a copy.
    if (isOurs) event.preventDefault()
    const same = waiting.get(delivery.id)
    if (same) same.again?.()
    else deliver(delivery, isOurs ? form : undefined)
  }

  function actionOf(form, submitter) {
    const action = submitter?.getAttribute('formaction') || form.getAttribute('action')
    return action ? new URL(action, document.baseURI).href : home
  }

  function deliveryOf(form, submitter, url) {
    const data = new FormData(form, submitter)
    for (const { name } of form.querySelectorAll('[type=password]')) data.delete(name)
    for (const [name, value] of [...data]) if (value.size === 0) data.delete(name)
    const id = data.get('submission_id') || submissionId(form, data)
    addMissing(data, { ...facts(form), ...consentTexts(form), submission_id: id })
    const hasFile = [...data.values()].some((value) => typeof value !== 'string')
    return { id, url, body: hasFile ? data : new URLSearchParams(data).toString() }
  }

  /** The same words sent again are the same submission; other words are another one. */
  function submissionId(form, data) {
    const known = knownOf(form)
    const words = JSON.stringify([...data].filter(([name]) => !name.endsWith('-response')))
    if (known.words !== words) Object.assign(known, { words, id: uuid() })
    return known.id
  }

  function facts(form) {
    const now = performance.now()
    return {
      submitted_at: new Date().toISOString(),
      visitor_id: visitor.id,
      session_id: visit.id,
      page_url: location.href,
      page_title: document.title,
      landing_url: visit.landing,
      referrer: visit.referrer,
      first_seen_at: visitor.since,
      session_count: visitor.visits,
      pages_viewed: visit.pages,
      time_on_page_ms: Math.round(now - page.since),
      time_to_fill_ms: Math.round(now - (knownOf(form).since ?? page.since)),
      locale: navigator.language,
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      redirect: form.dataset.redirect,
      fbp: cookie('_fbp'),
      fbc: cookie('_fbc'),
    }
  }

  const cookie = (name) =>
    hasConsent ? document.cookie.match(`(?:^|; )${name}=([^;]*)`)?.[1] : undefined

  /** What stood beside a box is what was agreed to, so it is sent with the answer, and its version. */
  function consentTexts(form) {
    const boxes = [...form.querySelectorAll('[type=checkbox][name^=consent]')]
    return Object.fromEntries(
      boxes.flatMap((box) => {
        const what = `consent.${box.name.replace(/^consents?[._-]*/, '') || 'consent'}`
        const text = box.labels[0]?.textContent.replace(/\s+/g, ' ').trim()
        const { consentVersion } = box.closest('[data-consent-version]')?.dataset ?? {}
        return [
          [`${what}.text`, text],
          [`${what}.version`, consentVersion],
        ]
      }),
    )
  }

  function addMissing(data, values) {
    for (const [name, value] of Object.entries(values)) {
      if (value !== undefined && value !== '' && !data.get(name)) data.set(name, value)
    }
  }

  function knownOf(form) {
    if (!forms.has(form)) forms.set(form, {})
    return forms.get(form)
  }

  // ---- sending, and sending again

  /** Sends until it is accepted or refused for good. Sent twice it is still one lead. */
  const deliver = safely(async (delivery, form, tries = 0) => {
    waiting.set(delivery.id, delivery)
    delivery.again = undefined
    const { status, answer, waitSeconds } = await post(delivery)
    const isAccepted = status >= 200 && status < 300
    const willRetry = !isAccepted && (status < 400 || status >= 500 || [408, 429].includes(status))
    if (willRetry) {
      keepDelivery(delivery)
      const pauseMs = (PAUSES_MS[tries] ?? LONGEST_PAUSE_MS) * (0.5 + Math.random() / 2)
      const timer = setTimeout(() => delivery.again(), Math.max(pauseMs, waitSeconds * 1_000))
      delivery.again = () => {
        clearTimeout(timer)
        deliver(delivery, form, tries + 1)
      }
    } else {
      waiting.delete(delivery.id)
      dropDelivery(delivery)
    }
    tell(form, isAccepted, { ...answer, status, willRetry })
  })

  /** Of content types that need no preflight. */
  async function post({ url, body, type = 'application/x-www-form-urlencoded' }) {
    const isText = typeof body === 'string'
    const headers = { accept: 'application/json', ...(isText ? { 'content-type': type } : {}) }
    const keepalive = isText && body.length < KEEPALIVE_LENGTH
    const signal = AbortSignal.timeout(20_000)
    try {
      const response = await fetch(url, { method: 'POST', headers, body, keepalive, signal })
      const answer = await response.json().catch(() => ({}))
      const waitSeconds = Number(response.headers.get('retry-after'))
      return { status: response.status, answer, waitSeconds }
    } catch {
      // Offline, blocked or too slow: browsers do not tell which.
      return { status: 0, answer: {}, waitSeconds: 0 }
    }
  }

  /** Tells the page by an event and, unless that prevents it, the person. */
  function tell(form, isAccepted, detail) {
    const name = isAccepted ? 'stl:accepted' : 'stl:failed'
    const event = new CustomEvent(name, { bubbles: true, cancelable: true, detail })
    if (!(form ?? document).dispatchEvent(event) || !form) return
    if (isAccepted) thank(form, detail)
    else say(form, detail.willRetry ? 'waiting' : 'failed')
  }

  function thank(form, { redirect }) {
    if (redirect) return location.assign(redirect)
    form.style.display = 'none'
    say(form, 'thanks')
  }

  function say(form, what) {
    const known = knownOf(form)
    known.note ??= Object.assign(document.createElement('p'), {
      className: 'stl-note',
      role: 'status',
    })
    if (!known.note.isConnected) form.after(known.note)
    known.note.textContent = form.dataset[what] ?? WORDS[what]
  }

  // ---- signals

  function signal(type, more = {}) {
    if (!home || script.dataset.signals === 'off') return
    const at = new Date().toISOString()
    signals.push({ id: uuid(), type, at, url: page.url, title: document.title, ...more })
    signals = signals.slice(-4 * MOST_SIGNALS)
    flushing ??= setTimeout(safely(flush), 2_000)
  }

  /** Also leaves a page that closes. What cannot be taken now goes with a later batch. */
  async function flush() {
    clearTimeout(flushing)
    flushing = undefined
    const batch = signals.splice(0, MOST_SIGNALS)
    if (batch.length === 0) return
    const body = JSON.stringify({ visitorId: visitor.id, sessionId: visit.id, signals: batch })
    const { status } = await post({ url: `${home}/signals`, body, type: 'text/plain' })
    if (status === 0 || status === 429 || status >= 500) signals.unshift(...batch)
  }

  /** Called whenever the address may have changed; an anchor within the page is no other page. */
  function view() {
    const url = location.href.replace(/#(?![/!]).*/, '')
    if (url === page.url) return
    looked()
    page = { url, referrer: page.url ?? document.referrer, since: performance.now() }
    shownAt = document.hidden ? undefined : page.since
    visit.pages += 1
    signal('page-view', page.referrer ? { referrer: page.referrer } : {})
    keep()
  }

  /** Seconds the page was in sight, each counted once. */
  function looked() {
    const value = Math.round((performance.now() - shownAt) / 1_000)
    shownAt = undefined
    if (value > 0) signal('time-on-page', { value })
  }

  function hidden() {
    looked()
    void flush()
  }

  function left() {
    hidden()
    for (const { again, url, body } of waiting.values()) {
      if (again)
        navigator.sendBeacon(url, typeof body === 'string' ? new URLSearchParams(body) : body)
    }
  }

  function focused({ target }) {
    const form = target.closest?.('[data-stl-form]')
    if (!form || knownOf(form).since !== undefined) return
    knownOf(form).since = performance.now()
    const label = form.getAttribute('name') || form.id
    signal('form-start', label ? { label } : {})
  }

  function clicked({ target }) {
    const { stlSignal, stlLabel } = target.closest?.('[data-stl-signal]')?.dataset ?? {}
    if (stlSignal) signal(stlSignal, stlLabel ? { label: stlLabel } : {})
  }

  // ---- the page

  function uuid() {
    // randomUUID is missing on pages without https.
    const bytes = crypto.getRandomValues(new Uint8Array(16))
    bytes[6] = (bytes[6] & 15) | 64
    bytes[8] = (bytes[8] & 63) | 128
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  }

  /** Nothing of ours may break the page: private windows have no storage, old browsers lack parts. */
  function safely(work) {
    const warn = (error) => console.warn('stl', error)
    return (...given) => {
      try {
        const done = work(...given)
        return done instanceof Promise ? done.catch(warn) : done
      } catch (error) {
        warn(error)
      }
    }
  }

  const on = (target, name, work) => target.addEventListener(name, safely(work))
  on(document, 'submit', submitted)
  on(document, 'focusin', focused)
  on(document, 'click', clicked)
  on(document, 'visibilitychange', () => {
    if (document.hidden) hidden()
    else shownAt = performance.now()
  })
  on(window, 'pagehide', left)
  on(window, 'popstate', view)
  on(window, 'online', () => {
    for (const { again } of waiting.values()) again?.()
    void flush()
  })
  // Single-page applications change the address by these, and the title a little later.
  for (const name of ['pushState', 'replaceState']) {
    const original = history[name]
    history[name] = function (...given) {
      setTimeout(safely(view), 100)
      return original.apply(this, given)
    }
  }

  window.stl = { consent: safely(consent), track: safely(signal) }
  safely(view)()
  if (script.dataset.consent === 'granted') window.stl.consent()
  document.dispatchEvent(new CustomEvent('stl:ready'))
}
