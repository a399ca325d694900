-- Why a sample was not drawn, and sentences that blind samples settled: of those who were never listed, too.

ALTER TABLE validation_samples ADD COLUMN problem text COLLATE "C"; -- why the last run that could have drawn it did not: no-text, held, failed
ALTER TABLE validation_samples ADD COLUMN problem_at timestamptz;
ALTER TABLE regression_sentences ALTER COLUMN entry_id DROP NOT NULL;
ALTER TABLE regression_sentences ADD COLUMN sample_id bigint REFERENCES validation_samples (sample_id); -- null: of an entry alone
ALTER TABLE regression_sentences ADD CHECK (entry_id IS NOT NULL OR sample_id IS NOT NULL);
