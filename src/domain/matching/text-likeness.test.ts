import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { editDistance } from './edit-distance.ts'
import { folded } from './folded.ts'
import { jaroWinkler } from './jaro-winkler.ts'
import { soundex } from './soundex.ts'
import { trigramLikeness } from './trigram-likeness.ts'

const word = fc.string({ unit: fc.constantFrom(...'abcdef '), maxLength: 12 })

/** Every beginning of one text against every beginning of the other. */
function plainDistance(a: string, b: string): number {
  const table = new Map<string, number>()
  const at = (row: number, column: number) => table.get(`${row} ${column}`) ?? row + column
  const isSwapped = (row: number, column: number) =>
    row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
  const changes = (row: number, column: number) => [
    at(row - 1, column) + 1,
    at(row, column - 1) + 1,
    at(row - 1, column - 1) + (a[row - 1] === b[column - 1] ? 0 : 1),
    ...(isSwapped(row, column) ? [at(row - 2, column - 2) + 1] : []),
  ]
  for (let row = 1; row <= a.length; row += 1) {
    for (let column = 1; column <= b.length; column += 1) {
      table.set(`${row} ${column}`, Math.min(...changes(row, column)))
    }
  }
  return at(a.length, b.length)
}

describe('likeness of texts', () => {
  for (const [name, likeness] of Object.entries({ jaroWinkler, trigramLikeness })) {
    test(`${name} is 1 for the same text, symmetric, and between 0 and 1`, () => {
      fc.assert(
        fc.property(word, word, (a, b) => {
          const value = likeness(a, b)
          assert.equal(likeness(a, a), 1)
          assert.equal(value, likeness(b, a))
          assert.ok(value >= 0 && value <= 1)
        }),
      )
    })
  }

  test('Jaro-Winkler gives the published figures', () => {
    // Winkler 1990, table of names.
    for (const [a, b, expected] of [
      ['martha', 'marhta', 0.961],
      ['dwayne', 'duane', 0.84],
      ['dixon', 'dicksonx', 0.813],
    ] as const) {
      assert.equal(Number(jaroWinkler(a, b).toFixed(3)), expected)
    }
  })

  test('edits count additions, losses, changes and swaps of neighbours, up to the most', () => {
    assert.equal(editDistance('solberg', 'solberg', 2), 0)
    assert.equal(editDistance('solberg', 'soberg', 2), 1)
    assert.equal(editDistance('solberg', 'solbegr', 2), 1)
    assert.equal(editDistance('solberg', 'xolbexg', 2), 2)
    assert.equal(editDistance('solberg', 'anders', 2), 3)
  })

  test('editing never takes more than the limit says, nor less than the lengths differ', () => {
    fc.assert(
      fc.property(word, word, fc.nat(8), (a, b, most) => {
        const distance = editDistance(a, b, most)
        assert.equal(distance, editDistance(b, a, most))
        assert.ok(distance <= most + 1)
        assert.ok(distance >= Math.min(most + 1, Math.abs(a.length - b.length)))
      }),
    )
  })

  test('edits are counted as by the definition', () => {
    fc.assert(
      fc.property(word, word, fc.nat(12), (a, b, most) => {
        assert.equal(editDistance(a, b, most), Math.min(plainDistance(a, b), most + 1))
      }),
    )
  })

  test('Soundex gives the codes of the National Archives', () => {
    const codes = {
      washington: 'w252',
      lee: 'l000',
      gutierrez: 'g362',
      pfister: 'p236',
      tymczak: 't522',
      ashcraft: 'a261',
    }
    for (const [name, code] of Object.entries(codes)) assert.equal(soundex(name), code)
    assert.equal(soundex('123'), '')
  })
})

describe('folding', () => {
  test('leaves letters and digits of any script in Latin', () => {
    assert.equal(folded('Müller & Söhne'), 'muller sohne')
    assert.equal(folded("O'Brien-Łukasz"), 'obrien lukasz')
    assert.equal(folded('Газпром'), 'gazprom')
    assert.equal(folded('  '), '')
  })

  test('is the same when done twice', () => {
    fc.assert(fc.property(fc.string(), (text) => assert.equal(folded(folded(text)), folded(text))))
  })
})
