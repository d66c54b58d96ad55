/** A transfer's screens: the record, and the small forms that change its parts. */
import { use } from 'react';
import { AcceptForm } from './accept-form';
import { PackItemForm, NewPackItemForm } from './pack-forms';
import { DatesForm, DecisionForm, ReturnForm, WordsForm } from './part-forms';
import { FactList, IdentityForm, OrderForm, PeopleForm } from './fact-forms';
import { TransferRecord } from './transfer-record';
import { useOpenNotebook, type OpenNotebook } from '@/components/secondment/open-notebook';
import { ReadingOnly } from '@/components/ui/action-bar';
import { BackLink, type Go } from '@/components/ui/button';
import { Heading } from '@/components/ui/heading';
import { useView } from '@/components/use-link';
import type { ScreenProps } from '@/components/shell/screen';
import type { TransferView } from '@/lib/session/views';

function Part({
  view,
  notebook,
  part,
  item,
  go,
}: {
  readonly view: TransferView;
  readonly notebook: OpenNotebook;
  readonly part: string;
  readonly item: string;
  readonly go: Go;
}) {
  const place = { screen: 'transfer', id: view.record.id };
  const props = {
    view,
    notebook,
    back: () => {
      go(place);
    },
  };
  const factProps = {
    ...props,
    back: () => {
      go({ ...place, id: `${place.id}|facts` });
    },
  };
  switch (part) {
    case '':
      return <TransferRecord view={view} me={notebook.me} today={notebook.today} go={go} />;
    case 'decision':
      return <DecisionForm {...props} />;
    case 'words':
      return <WordsForm {...props} />;
    case 'dates':
      return <DatesForm {...props} />;
    case 'return':
      return <ReturnForm {...props} />;
    case 'accept':
      return <AcceptForm {...props} />;
    case 'add-item':
      return <NewPackItemForm {...props} />;
    case 'item': {
      const found = view.pack.find(({ id }) => id === item);
      return found === undefined ? (
        <TransferRecord view={view} me={notebook.me} today={notebook.today} go={go} />
      ) : (
        <PackItemForm {...props} item={found} />
      );
    }
    case 'identity':
      return <IdentityForm {...factProps} />;
    case 'people':
      return <PeopleForm {...factProps} />;
    case 'order':
      return <OrderForm {...factProps} />;
    default:
      return <FactList view={view} go={go} />;
  }
}

/** `id` is the record, then what is shown of it: nothing, or the name of a part (`|item|` and the item's id). */
export function TransferPage({ id, go }: ScreenProps) {
  const [record = '', part = '', item = ''] = (id ?? '').split('|');
  const view = useView('transfer', record);
  const notebook = useOpenNotebook();
  const isReadingOnly = use(ReadingOnly);
  if (view === undefined || notebook === null) return null;
  if (view === null) {
    return (
      <>
        <BackLink
          onClick={() => {
            go({ screen: 'transfers', id: null });
          }}
        >
          Transfers
        </BackLink>
        <Heading>There is no such transfer</Heading>
        <p>It may have been removed, or it has not reached this device yet.</p>
      </>
    );
  }
  return (
    <ReadingOnly value={isReadingOnly || view.isReadOnly === true}>
      <Part view={view} notebook={notebook} part={part} item={item} go={go} />
    </ReadingOnly>
  );
}
