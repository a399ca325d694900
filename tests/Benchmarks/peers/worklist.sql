-- The nightly lists of dexa-review and statin-review, as somebody would write them in SQL over the canonical tables.
-- {input}: folder of the tables; {as_of}: the date as of which to look; {value_sets}: folder of the value sets; {keys}: the file to write.
-- The last statement's rows are the lists' keys.

SET VARIABLE as_of = DATE '{as_of}';

-- Value sets. A code that ends in a hyphen is a family; drugs match by name too.
CREATE TEMP TABLE value_set AS
SELECT parse_filename(filename, true) AS name, system, rtrim(code, '-') AS code, ends_with(code, '-') AS is_family, seventh
FROM read_csv('{value_sets}/*.csv', delim = ',', quote = '"', comment = '#', header = true, null_padding = true, all_varchar = true, union_by_name = true, filename = true)
WHERE parse_filename(filename, true) <> 'drug-crosswalk';

-- Names by which a drug is known too, as words.
CREATE TEMP TABLE drug_name AS
SELECT name, '(?i)\b(?:' || string_agg(lower(code), '|') || ')\b' AS pattern FROM value_set WHERE system = 'NAME' GROUP BY name;

-- What the codes and names that occur mean, asked once each: a join on beginnings of codes over all rows takes ten times as long.
CREATE TEMP TABLE code_meaning AS
WITH met AS (
    SELECT DISTINCT code_system, code FROM read_parquet('{input}/conditions*.parquet')
    UNION SELECT DISTINCT code_system, code FROM read_parquet('{input}/procedures*.parquet')
    UNION SELECT DISTINCT code_system, code FROM read_parquet('{input}/results*.parquet')
    UNION SELECT DISTINCT code_system, code FROM read_parquet('{input}/medications*.parquet')
)
SELECT DISTINCT m.code_system, m.code, v.name FROM met m
JOIN value_set v ON v.system = m.code_system AND CASE WHEN v.is_family THEN starts_with(m.code, v.code) ELSE m.code = v.code END
    AND (v.seventh IS NULL OR (length(replace(m.code, '.', '')) = 7 AND contains(v.seventh, right(m.code, 1))));

CREATE TEMP TABLE display_meaning AS
SELECT d.display, n.name FROM (SELECT DISTINCT display FROM read_parquet('{input}/medications*.parquet')) d JOIN drug_name n ON regexp_matches(d.display, n.pattern);

-- 1. Reports. Only lines with a trigger are taken apart into sentences; one sentence is judged for itself.
CREATE TEMP TABLE said AS
WITH line AS (
    SELECT patient_id, accession, exam_date, coalesce(report_date, exam_date) AS reported, modality, setting, lower(coalesce(section, '')) AS section, lower(finding_text) AS text
    FROM read_parquet('{input}/imaging_findings*.parquet')
    WHERE exam_date BETWEEN getvariable('as_of') - INTERVAL 3 YEAR AND getvariable('as_of')
      AND coalesce(report_status, 'final') <> 'preliminary'
      AND NOT regexp_matches(coalesce(section, ''), '(?i)indication|clinical|reason|technique')
      AND regexp_matches(finding_text, '(?i)calcif|atheroscl|atheroma|agatston|fractur|compression|wedg|osteop|demineral|bone (?:density|mass)|t-score')
), sentence AS (
    SELECT * EXCLUDE (text), unnest(regexp_split_to_array(text, '[.;]\s+|\n')) AS text FROM line
), relevant AS (
    SELECT * FROM sentence WHERE regexp_matches(text, 'calcif|atheroscl|atheroma|agatston|fractur|compression|wedg|osteop|demineral|bone (?:density|mass)|t-score')
)
SELECT *,
    regexp_matches(text, '\b(?:no|not|without|negative for|absence of|absent|denies|free of|neither|rule out|r/o|evaluate for|assess for|concern for|clinical information|indication|reason for exam|screening)\b|\?') AS is_denied,
    regexp_matches(section, 'history|comparison') OR regexp_matches(text, '\b(?:history|comparison|prior|previous|previously|status post|s/p)\b') AS is_past,
    regexp_matches(text, '\b(?:possible|possibly|probable|may|might|questionable|suspicious|suspected|cannot exclude|versus|vs)\b') AS is_doubted
FROM relevant;

CREATE TEMP TABLE mention AS
SELECT patient_id, accession, exam_date, reported, modality, setting, is_doubted, is_past, text,
    CASE
        WHEN regexp_matches(text, 'agatston') THEN 'agatston'
        WHEN regexp_matches(text, 't-score') THEN 't-score'
        WHEN regexp_matches(text, 'calcif|atheroscl|atheroma')
             AND regexp_matches(text, 'aort|arter|coronary|carotid|iliac|femoral|popliteal|vascul|vessel|lad\b|rca\b')
             AND NOT regexp_matches(text, 'valv|annul|node|granuloma|phlebolith|ligament|pineal|choroid|falx') THEN 'vascular'
        WHEN regexp_matches(text, 'compression|wedg|vertebra\w* (?:body )?fractur|fractur\w* of (?:the )?(?:[tl]\d|vertebra)|[tl]\d+\b[^,]*fractur') AND regexp_matches(text, 'fractur|compression (?:deformity|fracture)|wedg') THEN 'vertebra'
        WHEN regexp_matches(text, 'fractur') AND regexp_matches(text, 'hip|femoral neck|intertrochanteric|subtrochanteric') THEN 'hip'
        WHEN regexp_matches(text, 'fractur') AND regexp_matches(text, 'pelvi|pubic|ramus|rami|sacr|proximal humer|humeral neck|surgical neck|distal radi|colles|radial|wrist|rib|clavic|stern|ankle|humer|tibi|fibul') THEN 'fracture'
        WHEN regexp_matches(text, 'osteop(?:enia|enic|or)|demineral|(?:low|decreased|reduced) bone (?:density|mass)') THEN 'low-density'
    END AS concept
FROM said
WHERE NOT is_denied;

-- 2. What starts the clock: reports and codes. Ages are completed years.
CREATE TEMP TABLE patient AS
SELECT patient_id, birth_date, sex, site, death_date, coalesce(active, true)::BOOLEAN AS active FROM read_parquet('{input}/patients*.parquet');

CREATE TEMP TABLE fracture_code AS
SELECT c.patient_id, c.start_date AS date, v.name
FROM read_parquet('{input}/conditions*.parquet') c
JOIN code_meaning v USING (code_system, code)
WHERE v.name IN ('fracture-vertebra', 'fracture-hip', 'fracture-pelvis-sacrum', 'fracture-proximal-humerus', 'fracture-distal-forearm', 'fracture-other-fragility', 'fracture-pathologic', 'fracture-history')
  AND coalesce(c.status, '') NOT IN ('entered-in-error', 'refuted') AND c.category <> 'problem-list'
  AND c.start_date BETWEEN getvariable('as_of') - INTERVAL 24 MONTH AND getvariable('as_of');

CREATE TEMP TABLE statin_index AS
SELECT patient_id, min(exam_date) AS index_date, arg_min(reported, exam_date) AS reported, arg_min(setting, exam_date) AS setting
FROM mention JOIN patient USING (patient_id)
WHERE NOT is_doubted AND NOT is_past
  AND (concept = 'vascular' OR (concept = 'agatston' AND regexp_extract(text, 'agatston[^0-9]*([0-9]+)', 1) NOT IN ('', '0')))
  AND date_sub('year', birth_date, getvariable('as_of')) >= 18
GROUP BY patient_id;

CREATE TEMP TABLE bone_statement AS
SELECT patient_id, exam_date AS date, reported, setting, CASE WHEN is_past THEN 'fracture-history' ELSE concept END AS concept,
    concept IN ('vertebra', 'hip', 'fracture') AND regexp_matches(text, '\bacute\b') AND NOT is_doubted AND NOT is_past AS is_acute,
    is_doubted OR is_past AS joins_only
FROM mention
WHERE exam_date >= getvariable('as_of') - INTERVAL 24 MONTH
  AND (concept IN ('vertebra', 'hip', 'fracture') OR (concept = 'low-density' AND modality <> 'DXA' AND NOT is_past))
UNION ALL
SELECT patient_id, date, date, NULL, name, name NOT IN ('fracture-history', 'fracture-pathologic'), name = 'fracture-history' FROM fracture_code;

CREATE TEMP TABLE bone_index AS
WITH aged AS (
    SELECT s.*, bool_and(joins_only) OVER (PARTITION BY patient_id) AS only_joins
    FROM bone_statement s JOIN patient p USING (patient_id)
    WHERE date_sub('year', p.birth_date, s.date) >= 50
), opening AS (
    SELECT *, lag(date) OVER (PARTITION BY patient_id ORDER BY date, is_acute) AS before FROM aged WHERE only_joins OR NOT joins_only
), numbered AS (
    SELECT *, sum((is_acute AND before IS NOT NULL AND date > before + INTERVAL 90 DAY)::INTEGER) OVER (PARTITION BY patient_id ORDER BY date, is_acute) AS episode FROM opening
)
SELECT patient_id, episode, min(date) AS index_date, arg_min(reported, date) AS reported, arg_min(setting, date) AS setting,
    bool_and(concept = 'low-density') AS only_density, bool_and(concept = 'fracture-history') AS only_history
FROM numbered GROUP BY patient_id, episode;

CREATE TEMP TABLE candidate AS
SELECT p.* FROM patient p SEMI JOIN (SELECT patient_id FROM statin_index UNION SELECT patient_id FROM bone_index) USING (patient_id);

-- 3. The candidates' codes, and by how many rows the sites' feeds show that they carry what is looked for.
CREATE TEMP TABLE condition AS
SELECT c.patient_id, c.start_date AS date, c.end_date, c.status, c.category, c.display, v.name
FROM read_parquet('{input}/conditions*.parquet') c SEMI JOIN candidate USING (patient_id)
JOIN code_meaning v USING (code_system, code)
WHERE c.start_date <= getvariable('as_of') AND coalesce(c.status, '') NOT IN ('entered-in-error', 'refuted')
  AND v.name IN ('hospice-or-palliative', 'dialysis-or-esrd', 'kidney-transplant', 'pregnancy', 'breastfeeding', 'rhabdomyolysis', 'liver-failure', 'acute-hepatitis', 'statin-not-indicated', 'statin', 'drug-allergy-or-reaction',
      'fracture-neoplastic', 'bone-metastasis-or-myeloma', 'paget-spine', 'paget-hip-or-pelvis', 'osteogenesis-imperfecta', 'spine-that-misleads-dxa');

CREATE TEMP TABLE procedure AS
SELECT c.patient_id, c.performed_date AS date, v.name
FROM read_parquet('{input}/procedures*.parquet') c SEMI JOIN candidate USING (patient_id)
JOIN code_meaning v USING (code_system, code)
WHERE c.performed_date <= getvariable('as_of') AND coalesce(c.status, 'completed') IN ('completed', 'done', 'final')
  AND v.name IN ('dxa-central', 'qct', 'hospice-or-palliative', 'statin-not-indicated', 'osteoporosis-drug', 'zoledronate', 'denosumab', 'osteoanabolic', 'spine-that-misleads-dxa');

CREATE TEMP TABLE result AS
SELECT c.patient_id, c.result_date AS date, c.value, v.name
FROM read_parquet('{input}/results*.parquet') c SEMI JOIN candidate USING (patient_id)
JOIN code_meaning v USING (code_system, code)
WHERE c.result_date <= getvariable('as_of') AND v.name IN ('t-score-spine', 't-score-hip', 't-score-forearm');

CREATE TEMP TABLE drug AS
WITH mine AS (
    SELECT * FROM read_parquet('{input}/medications*.parquet') SEMI JOIN candidate USING (patient_id)
    WHERE start_date <= getvariable('as_of') AND coalesce(status, '') NOT IN ('entered-in-error', 'cancelled', 'not-done', 'draft')
), named AS (
    SELECT c.*, v.name FROM mine c
    JOIN code_meaning v USING (code_system, code)
    UNION
    SELECT c.*, n.name FROM mine c JOIN display_meaning n USING (display)
), row AS (
    SELECT *, CASE WHEN end_date <= getvariable('as_of') THEN end_date END AS ended FROM named
    WHERE name IN ('statin', 'osteoporosis-drug', 'zoledronate', 'denosumab', 'osteoanabolic')
), supply AS (
    SELECT *, start_date + CASE WHEN days_supply > 0 THEN ceil(days_supply)::INTEGER + 60 WHEN name = 'osteoanabolic' THEN 60 ELSE 365 END AS by_supply FROM row
)
SELECT patient_id, start_date AS date, name, dose, dose_unit, coalesce(intent, '') = 'do-not-perform' AS is_refusal,
    CASE
        WHEN kind = 'reported' THEN least(CASE WHEN status = 'stopped' THEN start_date ELSE start_date + 365 END, coalesce(ended, DATE '9999-12-31'))
        WHEN kind = 'order' OR (kind IS NULL AND status = 'active') THEN
            CASE WHEN ended IS NOT NULL THEN ended WHEN status = 'active' THEN DATE '9999-12-31'
                 WHEN status IN ('stopped', 'ended', 'suspended', 'inactive') OR (status = 'completed' AND coalesce(days_supply, 0) <= 0) THEN start_date
                 ELSE by_supply END
        ELSE by_supply
    END AS last_day
FROM supply;

CREATE TEMP TABLE control AS
WITH aged AS (SELECT site, count(*) AS patients FROM patient WHERE date_sub('year', birth_date, getvariable('as_of')) >= 50 AND coalesce(death_date > getvariable('as_of'), true) GROUP BY site),
drug_row AS (
    SELECT p.site, v.name, count(*) AS n
    FROM read_parquet('{input}/medications*.parquet') c JOIN code_meaning v USING (code_system, code)
    JOIN patient p USING (patient_id)
    WHERE v.name IN ('statin', 'osteoporosis-drug') AND c.start_date > getvariable('as_of') - 365 AND c.start_date <= getvariable('as_of') AND coalesce(c.status, '') NOT IN ('entered-in-error', 'cancelled', 'not-done', 'draft') AND coalesce(intent, '') <> 'do-not-perform'
    GROUP BY p.site, v.name
), dxa_row AS (
    SELECT p.site, count(*) AS n
    FROM read_parquet('{input}/procedures*.parquet') c JOIN code_meaning v USING (code_system, code) JOIN patient p USING (patient_id)
    WHERE v.name = 'dxa-central' AND c.performed_date > getvariable('as_of') - 365 AND c.performed_date <= getvariable('as_of') AND coalesce(c.status, 'completed') IN ('completed', 'done', 'final')
    GROUP BY p.site
)
SELECT a.site,
    coalesce((SELECT n FROM drug_row d WHERE d.site = a.site AND d.name = 'statin'), 0) AS statins,
    coalesce((SELECT n FROM drug_row d WHERE d.site = a.site AND d.name = 'osteoporosis-drug'), 0) AS bone_drugs,
    coalesce((SELECT n FROM dxa_row d WHERE d.site = a.site), 0) AS dxas,
    a.patients
FROM aged a;

-- Who was seen here, and what the feeds cover without a hole up to the last day that is asked.
CREATE TEMP TABLE seen AS
SELECT patient_id, max(encounter_date) AS last FROM read_parquet('{input}/encounters*.parquet') SEMI JOIN candidate USING (patient_id) WHERE encounter_date <= getvariable('as_of') GROUP BY patient_id;

CREATE TEMP TABLE covered AS
WITH interval AS (
    SELECT feed, site, covered_from, covered_to, coalesce(allowed_lag, 14) AS lag,
        max(covered_to) OVER (PARTITION BY feed, site ORDER BY covered_from ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached
    FROM read_parquet('{input}/feeds*.parquet')
), stretch AS (
    SELECT *, sum((reached IS NULL OR covered_from > reached + 1)::INTEGER) OVER (PARTITION BY feed, site ORDER BY covered_from) AS part FROM interval
)
SELECT feed, site, min(covered_from) AS covered_from, max(covered_to) AS covered_to, max(lag)::INTEGER AS lag FROM stretch GROUP BY feed, site, part;

-- 4. The lists.
CREATE TEMP TABLE excluded AS
SELECT patient_id, 'both' AS measure FROM condition WHERE name = 'hospice-or-palliative'
UNION ALL SELECT patient_id, 'both' FROM procedure WHERE name = 'hospice-or-palliative'
UNION ALL SELECT patient_id, 'both' FROM candidate LEFT JOIN seen USING (patient_id)
    WHERE death_date <= getvariable('as_of') OR NOT active OR last < getvariable('as_of') - INTERVAL 36 MONTH OR date_sub('year', birth_date, getvariable('as_of')) < 18
UNION ALL SELECT d.patient_id, 'statin' FROM condition d
    WHERE d.name = 'dialysis-or-esrd' AND (d.date >= getvariable('as_of') - 365 OR (d.end_date IS NULL AND (d.category = 'problem-list')))
      AND NOT EXISTS (FROM condition t WHERE t.patient_id = d.patient_id AND t.name = 'kidney-transplant' AND t.date > d.date)
UNION ALL SELECT patient_id, 'statin' FROM condition WHERE name = 'pregnancy' AND date >= getvariable('as_of') - 280
UNION ALL SELECT patient_id, 'statin' FROM condition WHERE name = 'breastfeeding' AND date >= getvariable('as_of') - 365
UNION ALL SELECT patient_id, 'statin' FROM condition LEFT JOIN drug_name n ON n.name = 'statin'
    WHERE condition.name = 'statin' OR (condition.name = 'drug-allergy-or-reaction' AND regexp_matches(display, n.pattern))
UNION ALL SELECT r.patient_id, 'statin' FROM condition r JOIN drug s USING (patient_id) WHERE r.name = 'rhabdomyolysis' AND s.name = 'statin' AND NOT s.is_refusal AND r.date BETWEEN s.date AND s.last_day::DATE + 90
UNION ALL SELECT patient_id, 'statin' FROM condition WHERE name IN ('liver-failure', 'acute-hepatitis') AND (date >= getvariable('as_of') - 365 OR (category = 'problem-list' AND coalesce(end_date, getvariable('as_of')) >= getvariable('as_of') - 365))
UNION ALL SELECT patient_id, 'statin' FROM drug WHERE name = 'statin' AND is_refusal AND date >= getvariable('as_of') - INTERVAL 12 MONTH
UNION ALL SELECT patient_id, 'statin' FROM condition WHERE name = 'statin-not-indicated' AND date >= getvariable('as_of') - INTERVAL 12 MONTH
UNION ALL SELECT patient_id, 'statin' FROM procedure WHERE name = 'statin-not-indicated' AND date >= getvariable('as_of') - INTERVAL 12 MONTH
UNION ALL SELECT patient_id, 'bone' FROM condition WHERE name = 'osteogenesis-imperfecta'
UNION ALL SELECT patient_id, 'fracture' FROM condition WHERE name IN ('fracture-neoplastic', 'bone-metastasis-or-myeloma', 'paget-spine', 'paget-hip-or-pelvis');

CREATE TEMP TABLE treated AS
SELECT DISTINCT patient_id, CASE WHEN name = 'statin' THEN 'statin' ELSE 'bone' END AS measure FROM drug
WHERE NOT is_refusal AND (
    (name IN ('statin', 'osteoanabolic') AND last_day >= getvariable('as_of'))
    OR (name = 'zoledronate' AND date >= getvariable('as_of') - 456 AND coalesce(dose, 5) >= 5)
    OR (name = 'denosumab' AND date >= getvariable('as_of') - 213 AND coalesce(dose, 60) <= 60))
UNION
SELECT d.patient_id, 'bone' FROM drug d WHERE NOT is_refusal AND name = 'osteoporosis-drug' AND last_day >= getvariable('as_of')
    AND NOT EXISTS (FROM drug o WHERE o.patient_id = d.patient_id AND o.date = d.date AND o.name IN ('zoledronate', 'denosumab', 'osteoanabolic'))
UNION
SELECT patient_id, 'bone' FROM procedure WHERE (name = 'zoledronate' AND date >= getvariable('as_of') - 456) OR (name = 'denosumab' AND date >= getvariable('as_of') - 213);

-- A bone density that was measured; one of the spine alone that may mislead settles nothing.
CREATE TEMP TABLE measured AS
SELECT patient_id, date, CASE name WHEN 't-score-spine' THEN 'spine' ELSE 'other' END AS what, value FROM result
UNION ALL SELECT patient_id, exam_date, CASE WHEN regexp_matches(text, 'spine|lumbar|l1') AND NOT regexp_matches(text, 'hip|femoral neck|forearm|radius') THEN 'spine' ELSE 'other' END,
    TRY_CAST(regexp_extract(text, '(-?[0-9]\.[0-9])', 1) AS DOUBLE) FROM mention WHERE concept = 't-score' AND modality = 'DXA' AND NOT is_past
UNION ALL SELECT patient_id, date, 'code', NULL FROM procedure WHERE name = 'dxa-central'
UNION ALL SELECT patient_id, date, 'qct', NULL FROM procedure WHERE name = 'qct'
UNION ALL SELECT patient_id, exam_date, 'report', NULL FROM read_parquet('{input}/imaging_findings*.parquet') SEMI JOIN candidate USING (patient_id)
    WHERE modality = 'DXA' AND exam_date <= getvariable('as_of') AND coalesce(report_status, 'final') <> 'preliminary' AND NOT regexp_matches(lower(coalesce(body_part, '')), 'heel|calcan|foot|feet|finger|phalan|hand|wrist|peripheral|vfa|lva|lateral');

CREATE TEMP TABLE misleading AS
SELECT patient_id FROM condition WHERE name = 'spine-that-misleads-dxa' UNION SELECT patient_id FROM procedure WHERE name = 'spine-that-misleads-dxa'
UNION SELECT patient_id FROM read_parquet('{input}/imaging_findings*.parquet') SEMI JOIN (SELECT DISTINCT patient_id FROM measured) USING (patient_id)
    WHERE exam_date <= getvariable('as_of') AND regexp_matches(finding_text, '(?i)scoliosis|kyphoplasty|vertebroplasty|(?:severe|advanced|marked)[^.]*(?:degenerat|spondylo|facet)');

CREATE TEMP TABLE bone_judged AS
SELECT i.patient_id, i.episode,
    i.reported + CASE WHEN i.setting = 'inpatient' THEN 30 ELSE 14 END > getvariable('as_of') AS is_early,
    EXISTS (FROM excluded e WHERE e.patient_id = i.patient_id AND (e.measure IN ('both', 'bone') OR (e.measure = 'fracture' AND NOT i.only_density)))
        OR EXISTS (FROM treated t WHERE t.patient_id = i.patient_id AND t.measure = 'bone')
        OR (EXISTS (FROM measured m WHERE m.patient_id = i.patient_id AND m.date >= i.index_date - 730)
            AND NOT (EXISTS (FROM misleading x WHERE x.patient_id = i.patient_id)
                AND EXISTS (FROM measured m WHERE m.patient_id = i.patient_id AND m.what = 'spine' AND m.value > -2.5 AND m.date >= i.index_date - 730)
                AND NOT EXISTS (FROM measured m WHERE m.patient_id = i.patient_id AND m.what IN ('other', 'qct') AND m.date >= i.index_date - 730)))
        OR (i.only_history AND (EXISTS (FROM measured m WHERE m.patient_id = i.patient_id) OR EXISTS (FROM drug d WHERE d.patient_id = i.patient_id AND d.name <> 'statin'))) AS is_settled,
    s.last >= getvariable('as_of') - 730
        AND k.dxas >= 25 AND k.dxas * 100 >= k.patients * 0.2 AND k.bone_drugs >= 25
        AND EXISTS (FROM covered f WHERE f.feed = 'procedures' AND (f.site IS NULL OR f.site = p.site) AND f.covered_to >= getvariable('as_of') - f.lag AND (f.covered_from <= i.index_date - 730 OR f.covered_from <= getvariable('as_of') - 364))
        AND EXISTS (FROM covered f WHERE f.feed = 'medications' AND (f.site IS NULL OR f.site = p.site) AND f.covered_to >= getvariable('as_of') - f.lag AND f.covered_from <= getvariable('as_of') - 364) AS is_known
FROM bone_index i JOIN candidate p USING (patient_id) LEFT JOIN seen s USING (patient_id) LEFT JOIN control k ON k.site = p.site;

CREATE TEMP TABLE list AS
SELECT 'statin-review' AS measure, i.patient_id
FROM statin_index i JOIN candidate p USING (patient_id) JOIN seen s USING (patient_id) JOIN control k ON k.site = p.site
WHERE i.reported + CASE WHEN i.setting = 'inpatient' THEN 30 ELSE 14 END <= getvariable('as_of')
  AND NOT EXISTS (FROM excluded e WHERE e.patient_id = i.patient_id AND e.measure IN ('both', 'statin'))
  AND NOT EXISTS (FROM treated t WHERE t.patient_id = i.patient_id AND t.measure = 'statin')
  AND s.last >= getvariable('as_of') - 730 AND k.statins >= 25 AND k.statins * 100 >= k.patients * 5
  AND EXISTS (FROM covered f WHERE f.feed = 'medications' AND (f.site IS NULL OR f.site = p.site) AND f.covered_to >= getvariable('as_of') - f.lag AND f.covered_from <= getvariable('as_of') - 364)
UNION ALL
SELECT 'dexa-review', patient_id FROM bone_judged WHERE NOT is_early GROUP BY patient_id HAVING NOT arg_max(is_settled, episode) AND arg_max(is_known, episode);

COPY (SELECT measure, patient_id FROM list ORDER BY ALL) TO '{keys}' (FORMAT csv, HEADER);
SELECT measure, count(*) AS patients FROM list GROUP BY measure ORDER BY measure;
