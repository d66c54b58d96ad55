/** A secondment's screens: the record, and the small forms that change its facts. */
import { SecondmentFacts } from './secondment-facts';
import { SecondmentRecord } from './secondment-record';
import { useOpenNotebook } from './open-notebook';
import { BackLink } from '@/components/ui/button';
import { Heading } from '@/components/ui/heading';
import { useView } from '@/components/use-link';
import type { ScreenProps } from '@/components/shell/screen';

/** `id` is the record, then what is shown of it: nothing, `|added`, `|facts` or the name of one fact. */
export function SecondmentPage({ id, go }: ScreenProps) {
  const [record = '', part = ''] = (id ?? '').split('|');
  const view = useView('secondment', record);
  const notebook = useOpenNotebook();
  if (view === undefined || notebook === null) return null;
  if (view === null) {
    return (
      <>
        <BackLink
          onClick={() => {
            go({ screen: 'secondments', id: null });
          }}
        >
          Secondments
        </BackLink>
        <Heading>There is no such secondment</Heading>
        <p>It may have been removed, or it has not reached this device yet.</p>
      </>
    );
  }
  if (part === '' || part === 'added') {
    return (
      <SecondmentRecord
        view={view}
        me={notebook.me}
        today={notebook.today}
        isNew={part === 'added'}
        go={go}
      />
    );
  }
  // Each form reads its first answers once: another part is another form.
  return <SecondmentFacts key={part} view={view} notebook={notebook} part={part} go={go} />;
}
