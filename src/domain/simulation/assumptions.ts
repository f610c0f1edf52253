/** What a simulation takes for given because nobody can know it; it says so wherever it is shown. */
export const ASSUMPTIONS: readonly string[] = [
  'A rep who has a lead they did not have then keeps it, and acknowledges it after the time they usually take.',
  'How many acknowledge in time is how many did so in the period and the 28 days before it; of reps with fewer than 5 offers, as everybody did.',
  'What became of a lead, and moves by hand, are as they were, whoever has the lead.',
  'A lead that waits under these documents alone goes on as soon as somebody may take it.',
  'Time off, presence and every document that was not sent are as they were at each moment; names of adverts as they are known now.',
  'Lists of segments say what they said when a lead was routed; one that was not asked then is unknown under the draft.',
  'Leads of persons who were erased since are routed as they were.',
]
