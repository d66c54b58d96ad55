/** What is not looked at every day. */
import { useState } from 'react';
import { recoveryWords } from '@/components/devices/recovery-words';
import { LOCK_KEY } from '@/components/shell/lock-key';
import type { ScreenProps } from '@/components/shell/screen';
import { LinkButton, PlaceLink } from '@/components/ui/button';
import { Tag } from '@/components/ui/facts';
import { refusal, type FieldError } from '@/components/ui/field-error';
import { ErrorSummary } from '@/components/ui/form';
import { Heading, SubHeading } from '@/components/ui/heading';
import { useOrder, useView } from '@/components/use-link';
import type { RecoveryState } from '@/lib/session/views';

const PAGES = [
  { screen: 'actions', title: 'Actions' },
  { screen: 'people', title: 'People and devices' },
  { screen: 'my-devices', title: 'My devices' },
  { screen: 'changes', title: 'Changes to check' },
  { screen: 'audit', title: 'Who did what' },
  { screen: 'parts', title: 'Legal hold and erasing' },
  { screen: 'protocols', title: 'Protocols' },
  { screen: 'settings', title: 'Settings' },
  { screen: 'join', title: 'Join another notebook' },
  { screen: 'start-again', title: 'Start again without someone' },
  { screen: 'about', title: 'About and licences' },
] as const;

const RECOVERY_TAGS = {
  none: 'No recovery code',
  'not checked': 'Check your code',
  checked: '',
  used: 'Code was used',
} as const satisfies Record<RecoveryState, string>;

export function More({ go }: ScreenProps) {
  const app = useView('app');
  const order = useOrder();
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const open = app?.stage === 'open' ? app : null;
  const others = open?.notebooks.filter(({ id }) => id !== open.notebook.id) ?? [];
  const choose = async (id: string) => {
    const answer = await order('chooseNotebook', { id });
    setErrors(refusal(answer));
    if (answer.state === 'done') {
      go({ screen: 'today', id: null });
    }
  };
  return (
    <>
      <ErrorSummary errors={errors} />
      <Heading>More</Heading>
      <ul className="app-menu">
        {PAGES.map(({ screen, title }) => (
          <li key={screen}>
            <PlaceLink place={{ screen, id: null }} go={go}>
              {title}
            </PlaceLink>
            {screen === 'my-devices' && open !== null && !recoveryWords(open.recovery).isGood ? (
              <Tag colour="yellow">{RECOVERY_TAGS[open.recovery]}</Tag>
            ) : null}
            {screen === 'changes' && open !== null && open.toCheck > 0 ? (
              <Tag colour="yellow">{open.toCheck} to check</Tag>
            ) : null}
          </li>
        ))}
        <li>
          <LinkButton
            onClick={() => {
              void order('lock', {});
            }}
          >
            Lock now
          </LinkButton>
          <span className="app-quiet">{LOCK_KEY.shown}</span>
        </li>
      </ul>
      {others.length === 0 ? null : (
        <section aria-labelledby="notebooks">
          <SubHeading id="notebooks">Open another notebook</SubHeading>
          <ul className="app-menu">
            {others.map(({ id, name }) => (
              <li key={id}>
                <LinkButton
                  onClick={() => {
                    void choose(id);
                  }}
                >
                  {name}
                </LinkButton>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
