import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { ADMIN_TOKEN, aGateway, type Gateway } from '../../test/support/a-gateway.ts'
import { stl } from '../../test/support/command-line.ts'

async function fileWith(name: string, text: string) {
  const path = await mkdtemp(join(tmpdir(), 'stl-sources-'))
  const file = join(path, name)
  await writeFile(file, text)
  return { file, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}

const run = ({ url }: Gateway, ...args: string[]) =>
  stl({ url, token: ADMIN_TOKEN }, 'sources', 'test', ...args)

test('a payload is printed as the lead it would become', async () => {
  await using gateway = await aGateway()
  const text = 'email=kim%40hansen.example&full_name=Kim+Hansen&seats=40&fax_number=x'
  await using form = await fileWith('lead.body', text)

  const { exitCode, out } = await run(gateway, 'web-form', form.file)

  assert.equal(exitCode, 0)
  assert.match(out, /source web-form, kind form\nproof: none is asked for/)
  assert.match(out, /1\. a lead: rejected \(honeypot-filled\)\n {3}known again by body:/)
  assert.match(out, /email +kim@hansen\.example +<- email\n/)
  assert.match(out, /firstName +Kim +\(derived\)/)
  assert.match(out, /answer "seats" +40 +<- seats/)
  assert.equal(gateway.intake.kept.length, 0)
})

test('a body with parts is known by its beginning, and any type can be said', async () => {
  await using gateway = await aGateway()
  const part = '--line\r\nContent-Disposition: form-data; name="email"\r\n\r\nkim@x.example\r\n'
  await using parts = await fileWith('lead.body', `${part}--line--\r\n`)
  await using json = await fileWith('lead', '{"email":"kim@x.example"}')
  await using text = await fileWith('lead.xml', '{"email":"kim@x.example"}')

  for (const call of [[parts.file], [json.file], [text.file, '--content-type', 'text/plain']]) {
    const { out } = await run(gateway, 'form', ...call, '--json')
    const { items } = JSON.parse(out) as { items: { form: { email: string } }[] }
    assert.equal(items[0]?.form.email, 'kim@x.example')
  }
})

test('a page with a form in it is no payload, and is not shown as one', async () => {
  await using gateway = await aGateway()

  const { exitCode, complaint } = await run(gateway, 'form', 'docs/examples/contact-form.html')

  assert.equal(exitCode, 1)
  assert.match(complaint, /content type/i)
})

test('a missing signature is said, and headers may bring one', async () => {
  await using gateway = await aGateway()
  await using lead = await fileWith('lead.json', '{"lead_id":"1"}')

  const { exitCode, out } = await run(gateway, 'google-ads', lead.file, '--header', 'X-Sent: now')
  const wrong = await run(gateway, 'google-ads', lead.file, '--header', 'X-Sent')

  assert.equal(exitCode, 0)
  assert.match(out, /proof: missing or wrong: a delivery like this would be refused with 401/)
  assert.equal(wrong.exitCode, 2)
})
