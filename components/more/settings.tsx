/** Settings: when the notebook locks, the keys that work in it, where the addresses are changed. */
import { useState } from 'react';
import { LOCK_KEY } from '@/components/shell/lock-key';
import type { ScreenProps } from '@/components/shell/screen';
import { ReminderSetting } from '@/components/today/reminder-setting';
import { ActionBar } from '@/components/ui/action-bar';
import { Alert } from '@/components/ui/alert';
import { BackLink, Button, PlaceLink, type Go } from '@/components/ui/button';
import { SummaryList } from '@/components/ui/facts';
import { errorOf, refusal, type FieldError } from '@/components/ui/field-error';
import { Form } from '@/components/ui/form';
import { Heading, SubHeading } from '@/components/ui/heading';
import { TextInput } from '@/components/ui/text-fields';
import { useDraft, useOrder, useView } from '@/components/use-link';
import { ROLE_NAMES } from '@/lib/domain/people';
import type { AppView } from '@/lib/session/views';

function SettingsForm({
  app,
  go,
}: {
  readonly app: Extract<AppView, { stage: 'open' }>;
  readonly go: Go;
}) {
  const order = useOrder();
  const draft = useDraft('settings', { minutes: String(app.lockAfterMinutes) });
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const [kept, setKept] = useState<number | null>(null);
  const typed = draft.values.minutes.trim();
  const submit = async () => {
    const minutes = Number(typed);
    setKept(null);
    if (!/^\d{1,3}$/u.test(typed) || minutes < 1 || minutes > 240) {
      setErrors([
        {
          field: 'minutes',
          text:
            typed === ''
              ? 'Enter the minutes after which the notebook locks'
              : 'Minutes must be a whole number between 1 and 240',
        },
      ]);
      return;
    }
    const answer = await order('setLockAfter', { minutes });
    setErrors(refusal(answer));
    if (answer.state === 'done') {
      void order('keepDraft', { form: 'settings', values: null });
      setKept(minutes);
    }
  };
  return (
    <Form
      errors={errors}
      onSubmit={() => {
        void submit();
      }}
    >
      <Heading>Settings</Heading>
      {kept === null ? null : (
        <output>
          <Alert
            kind="success"
            title={`The notebook now locks after ${kept === 1 ? '1 minute' : `${kept} minutes`} without use.`}
          />
        </output>
      )}
      <TextInput
        id="minutes"
        label="Minutes without use before the notebook locks"
        hint="Between 1 and 240. This device only."
        width={4}
        inputMode="numeric"
        value={draft.values.minutes}
        error={errorOf(errors, 'minutes')}
        onChange={(value) => {
          draft.set('minutes', value);
        }}
      />
      <SubHeading>Where devices meet</SubHeading>
      <p>
        <PlaceLink place={{ screen: 'people', id: null }} go={go}>
          Change addresses in People and devices
        </PlaceLink>
      </p>
      <SubHeading>You</SubHeading>
      <SummaryList
        facts={[
          { key: 'Name', value: app.me.name },
          { key: 'Role', value: ROLE_NAMES[app.me.role] },
          { key: 'Job title', value: app.me.jobTitle },
          { key: 'Grade', value: app.me.grade },
          { key: 'Qualifications', value: app.me.qualifications },
          { key: 'Registration number', value: app.me.registration },
          { key: 'Organisation', value: app.me.organisation },
        ]}
      />
      <SubHeading>Keys</SubHeading>
      <SummaryList
        facts={[
          { key: 'Alt+1 to 4', value: 'Today, Secondments, Transfers, Meetings' },
          { key: 'Alt+Shift+N', value: 'Open the sidebar' },
          { key: 'Ctrl+Enter', value: 'Main action of a form' },
          { key: LOCK_KEY.shown, value: 'Lock' },
        ]}
      />
      <ActionBar>
        <Button>Save settings</Button>
      </ActionBar>
    </Form>
  );
}

export function Settings({ go }: ScreenProps) {
  const app = useView('app');
  return (
    <>
      <BackLink
        onClick={() => {
          go({ screen: 'more', id: null });
        }}
      >
        More
      </BackLink>
      {app?.stage === 'open' ? <SettingsForm app={app} go={go} /> : null}
      {app?.stage === 'open' ? <ReminderSetting /> : null}
    </>
  );
}
