/** The parts of the notebook: who reads each, whether it is on hold, what is being erased in it. */
import { useState } from 'react';
import type { ScreenProps } from '@/components/shell/screen';
import { useAnnounce } from '@/components/ui/announce';
import { BackLink, LinkButton, PlaceLink, type Go } from '@/components/ui/button';
import { EmptyState, Tag } from '@/components/ui/facts';
import { refusal, type FieldError } from '@/components/ui/field-error';
import { ErrorSummary } from '@/components/ui/form';
import { Heading } from '@/components/ui/heading';
import { useOrder, useView } from '@/components/use-link';
import type { PartView } from '@/lib/session/views';

const LIST = new Intl.ListFormat('en-GB', { type: 'conjunction' });

function PartRow({
  part,
  go,
  onSet,
}: {
  readonly part: PartView;
  readonly go: Go;
  readonly onSet: () => void;
}) {
  return (
    <li className="app-rows__row">
      <div className="app-rows__head">
        <span>{part.title}</span>
        {part.isHeld ? <Tag colour="blue">On hold</Tag> : null}
      </div>
      <p className="app-quiet">
        {part.readers.length === 0
          ? 'Nobody else reads this.'
          : `Read by ${LIST.format(part.readers)}.`}
      </p>
      {part.canHold ? (
        <p className="app-rows__action">
          <LinkButton onClick={onSet} about={`for ${part.title}`}>
            {part.isHeld ? 'End the hold' : 'Put on hold'}
          </LinkButton>
        </p>
      ) : null}
      {part.erasing.map((each) => (
        <p className="app-rows__action" key={`${each.kind}/${each.id}`}>
          <PlaceLink place={{ screen: 'erase', id: `${each.kind}/${each.id}` }} go={go}>
            {each.title}: {each.state === 'done' ? 'erased' : 'being erased'}
          </PlaceLink>
        </p>
      ))}
    </li>
  );
}

export function Parts({ go }: ScreenProps) {
  const parts = useView('parts');
  const order = useOrder();
  const say = useAnnounce();
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const set = async (part: PartView) => {
    const answer = await order('setHold', { section: part.section, isOn: !part.isHeld });
    setErrors(refusal(answer));
    if (answer.state === 'done') {
      say(`${part.title}: ${part.isHeld ? 'the hold has ended' : 'on hold'}.`);
    }
  };
  return (
    <>
      <BackLink
        onClick={() => {
          go({ screen: 'people', id: null });
        }}
      >
        People and devices
      </BackLink>
      <ErrorSummary errors={errors} />
      <Heading>Legal hold and erasing</Heading>
      <p>
        While a part is on hold, nothing in it is erased or cleared away. Those who can invite and
        remove people set a hold. Everyone can see it.
      </p>
      <p>A record is erased from its own page.</p>
      {parts === undefined ? null : parts.length === 0 ? (
        <EmptyState title="There is no part that you can read" />
      ) : (
        <ul className="app-rows" aria-label="Parts of this notebook">
          {parts.map((part) => (
            <PartRow
              key={part.section}
              part={part}
              go={go}
              onSet={() => {
                void set(part);
              }}
            />
          ))}
        </ul>
      )}
    </>
  );
}
