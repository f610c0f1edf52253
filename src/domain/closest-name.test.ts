import assert from 'node:assert/strict'
import { it } from 'node:test'
import { closestName, noneOfThatName, thereIsNo } from './closest-name.ts'

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

it('what there is not is told with the name that was meant, or with the few there are', () => {
  const many = Array.from({ length: 100 }, (_, index) => `rep-${index}-of-many`)

  assert.equal(
    thereIsNo('pool', 'emae', ['emea', 'apac']),
    'there is no pool `emae`; did you mean `emea`?',
  )
  assert.equal(
    thereIsNo('pool', 'x', ['emea', 'apac']),
    'there is no pool `x`; there are `emea`, `apac`',
  )
  assert.equal(thereIsNo('rep', 'x', many), 'there is no rep `x`')
  assert.equal(noneOfThatName('rep', 'x', []).detail, 'There is no rep `x`.')
})
