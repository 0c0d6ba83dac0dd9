import { describe, expect, it } from '@jest/globals';
import { sectionFacts } from '../../src/documents/section-facts.ts';

const BODY = `Before the first heading.

# Title

## Disaster Recovery

What is planned for.

- **Backup Strategy:** versions of objects for ninety days.
- **Targets**: nothing is lost
  of what was written.
- **Drills:** not applicable, because nothing is there to drill.
- **Short:** two words

## Network

\`\`\`mermaid
graph TB
\`\`\`

### Empty

## Drawn twice

\`\`\`mermaid
graph LR
\`\`\`

~~~mermaid
graph LR
~~~
`;

describe('what is recorded of a document’s body', () => {
  it('is each section that says something, with what it answers and draws', () => {
    expect(sectionFacts(BODY)).toEqual([
      { title: 'Disaster Recovery', words: 32, points: ['Backup Strategy', 'Targets'], diagrams: 0 },
      { title: 'Network', words: 3, points: [], diagrams: 1 },
      { title: 'Drawn twice', words: 6, points: [], diagrams: 2 },
    ]);
  });

  it('is nothing where there is nothing', () => {
    expect(sectionFacts('# Only\n\n## Headings')).toEqual([]);
  });
});
