import type { LeadId } from '../../src/domain/ids.ts'
import { eventually } from './eventually.ts'
import { startTestProduct, type TestProduct } from './test-product.ts'

/** A Saturday night, on which some leads are taken and others wait. */
const SATURDAY = '2026-11-21T23:00:00Z'

const WRITER = {
  email: 'zyphanelle@quorvex.example',
  first_name: 'Zyphanelle',
  last_name: 'Ombersley',
  company: 'Quorvex Holding',
  phone: '+47 22 99 88 77',
  country: 'NO',
  message: 'A demo of the xylotheque, please',
}

/** Parts of what the people of the busy day wrote, which are found nowhere else. */
export const PERSONAL = [
  'zyphanelle',
  'quorvex',
  'ombersley',
  '22998877',
  '22 99 88 77',
  'xylotheque',
]

/** A product in which leads have come to every end, and people have acted on them. */
export async function busyDay(): Promise<TestProduct> {
  await using untilItFails = new AsyncDisposableStack()
  const product = untilItFails.use(await startTestProduct({ at: SATURDAY }))
  const kept = await product.submit('web-form', WRITER)
  await product.decided(kept, 'assigned')
  await actOn(kept, product)
  await product.submit('web-form', { ...WRITER, message: 'The xylotheque again' })
  await product.submit('web-form', { ...WRITER, email: 'front-desk@quorvex.example' })
  await product.submit('web-form', { ...WRITER, website_url: 'https://quorvex.example' })
  await product.submit('web-form', { ...WRITER, email: 'zyphanelle@mailinator.com' })
  await product.submit('content-download', { email: 'reader@quorvex.example', phone: '12' })
  await product.api('POST', '/v1/leads', { email: 'api@quorvex.example', fullName: 'Zyphanelle' })
  const passedOn = await product.submit('web-form', { ...WRITER, email: 'z@quorvex.no', phone: '' })
  await product.decided(passedOn, 'assigned')
  await product.api('POST', `/v1/leads/${passedOn}/decline`)
  await settled(product)
  untilItFails.move()
  return product
}

async function actOn(id: LeadId, { api }: TestProduct): Promise<void> {
  await api('POST', `/v1/leads/${id}/acknowledge`)
  await api('POST', `/v1/leads/${id}/first-contact`, { how: 'call' })
  await api('POST', `/v1/leads/${id}/outcome`, { outcome: 'meeting' })
}

function settled({ db }: TestProduct): Promise<true> {
  return eventually('everything to be settled', async () => {
    const leads = await db.selectFrom('leads').select('state').execute()
    const open = db.selectFrom('tasks').select('id').where('state', '=', 'open')
    const due = await open.where('dueAt', 'is', null).execute()
    return leads.every(({ state }) => state !== 'travelling') && due.length === 0
  })
}
