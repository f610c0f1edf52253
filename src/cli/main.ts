import process from 'node:process'
import { runCommandLine } from './command-line.ts'
import { findProduct, readEnvironment } from './environment.ts'
import { productAt } from './product.ts'

const environment = readEnvironment()

process.exitCode = await runCommandLine(process.argv.slice(2), {
  out: (text) => process.stdout.write(`${text}\n`),
  complain: (text) => process.stderr.write(`${text}\n`),
  product: async () => productAt(await findProduct(environment)),
})
