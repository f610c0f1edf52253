import assert from 'node:assert/strict'
import { it } from 'node:test'
import { closestName } from './closest-name.ts'

it('the closest name is the one with the fewest slips of the fingers', () => {
  const pools = ['emea', 'americas', 'around-the-clock']

  assert.equal(closestName('emae', pools), 'emea')
  assert.equal(closestName('Amerika', pools), 'americas')
  assert.equal(closestName('arround-the-clok', pools), 'around-the-clock')
})

it('nothing is suggested that nobody could have meant', () => {
  assert.equal(closestName('apac', ['emea', 'americas']), undefined)
  assert.equal(closestName('x', []), undefined)
})
