import { answerQuestions } from '../adapters/thread/answer-questions.ts'
import { whyNot } from '../domain/why-not/why-not.ts'
import { decisionEngine } from './decision-engine.ts'
import type { WhyNotQuestion } from './why-not-in-thread.ts'

/** What `whyNotInThread` starts. */
answerQuestions(({ scene, repId }: WhyNotQuestion) => whyNot(scene, repId, decisionEngine))
