import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aServer } from '../../test/support/a-gateway.ts'

test('the API describes itself', async () => {
  const server = aServer()
  await server.ready()

  const document = JSON.parse(JSON.stringify(server.swagger()))

  assert.equal(document.openapi, '3.1.0')
  assert.deepEqual(Object.keys(document.paths).sort(), [
    '/healthz',
    '/readyz',
    '/v1/capture/{sourceKey}',
    '/v1/capture/{sourceKey}/signals',
    '/v1/leads',
    '/v1/sources/{key}/preview',
  ])
  assert.deepEqual(Object.keys(document.paths['/v1/capture/{sourceKey}']), ['post'])
  const body = document.paths['/v1/leads'].post.requestBody.content['application/json'].schema
  assert.equal(body.additionalProperties, false)
  assert.equal(body.properties.email.type, 'string')
  assert.equal(document.paths['/v1/leads'].post.security[0].token.length, 0)
  assert.equal(document.paths['/healthz'].get.security, undefined)
})
