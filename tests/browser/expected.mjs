// What a search has to give, computed from the results document alone, plainly and slowly.
const ATTENTION = ['warn', 'fail', 'fixed', 'flaky', 'error'];

const clause = text => text.toLowerCase().replace('rfc ', '').split(' ');

function cites(result, wanted) {
  const [document, section] = wanted.replace('/', '-').split('-');
  return result.citations.some(citation => {
    const [its, number = ''] = clause(citation);
    return its === document && (!section || number === section || number.startsWith(`${section}.`));
  });
}

const TERMS = {
  s: (result, value) => result.verdict === value,
  tag: (result, value) => result.tags.includes(value),
  t: (result, value) => result.target === value,
  level: (result, value) => result.level === value,
  rfc: cites,
  id: (result, value) => result.id.toLowerCase().startsWith(value.toLowerCase()),
  word: (result, value) =>
    [result.id, result.title, result.requirement, result.reason].some(text => text.toLowerCase().includes(value.toLowerCase())),
};

/**
 * The results that fit: `terms` are `[kind, values, negated]`, all of which hold; of the values one
 * suffices. `show` is `attention` or `all`; `differ` asks for cases with more than one verdict.
 */
export function fitting(results, { terms = [], show = 'all', differ = false }) {
  const columns = terms.filter(([kind]) => kind === 't');
  const holds = (result, [kind, values, negated]) => values.some(value => TERMS[kind](result, value)) !== Boolean(negated);
  const inColumns = result => columns.every(term => holds(result, term));
  return results.cases.filter(result => {
    if (show === 'attention' && !ATTENTION.includes(result.verdict)) return false;
    if (differ) {
      const verdicts = results.cases
        .filter(other => other.id === result.id && other.verdict !== 'skip' && inColumns(other))
        .map(other => other.verdict);
      if (new Set(verdicts).size < 2) return false;
    }
    return terms.every(term => holds(result, term));
  });
}

/** The ids of rows, each once, sorted. */
export const idsOf = results => [...new Set(results.map(({ id }) => id))].sort();
