-- Designated institutions and pharmacies: register, way in and out, agreements, sanctions, assessment, departments,
-- staff. A region is the county whose agency keeps the file; recognition holds in the whole pooling area.

-- The last transaction that touched what the counter reads of providers; asked before each visit.
CREATE TABLE provider_revision (
    pool BIGINT NOT NULL REFERENCES pool (pool),
    revision BIGINT NOT NULL CHECK (revision > 0),
    PRIMARY KEY (pool)
);
-- guard provider_revision_onward on provider_revision update
--   NEW.revision < OLD.revision OR NEW.pool <> OLD.pool
--   say the revision of the directory of providers never goes back
-- guard provider_revision_keep on provider_revision delete
--   1 = 1
--   say provider_revision is never deleted from

-- A provider by its national code of 12 characters.
CREATE TABLE provider (
    pool BIGINT NOT NULL REFERENCES pool (pool),
    provider TEXT NOT NULL,
    region BIGINT NOT NULL,
    credit_code TEXT,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, provider),
    CHECK (LENGTH(provider) = 12),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only provider

-- What is registered of a provider over a stretch of time.
CREATE TABLE provider_particulars (
    pool BIGINT NOT NULL,
    provider TEXT NOT NULL,
    region BIGINT NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_to BIGINT NOT NULL,
    name TEXT NOT NULL CHECK (name <> ''),
    kind TEXT NOT NULL,
    grade TEXT NOT NULL,
    ownership TEXT NOT NULL,
    rank TEXT,
    networked BIGINT NOT NULL CHECK (networked IN (0, 1)),
    place BIGINT NOT NULL,
    address TEXT NOT NULL,
    beds BIGINT NOT NULL CHECK (beds >= 0),
    representative TEXT NOT NULL,
    tx_from BIGINT NOT NULL,
    tx_to BIGINT NOT NULL,
    PRIMARY KEY (pool, provider, valid_from, tx_from),
    CHECK (valid_from <= valid_to),
    FOREIGN KEY (pool, provider) REFERENCES provider (pool, provider),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- closable provider_particulars
-- guard provider_particulars_one on provider_particulars insert
--   EXISTS (SELECT 1 FROM provider_particulars p WHERE p.pool = NEW.pool AND p.provider = NEW.provider
--   AND p.tx_to = 9223372036854775807 AND p.valid_from <= NEW.valid_to AND p.valid_to >= NEW.valid_from)
--   say a provider has one set of particulars at a time

-- Licences to practise or to sell drugs, old ones too.
CREATE TABLE provider_licence (
    pool BIGINT NOT NULL,
    provider TEXT NOT NULL,
    region BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('practice', 'drug')),
    licence_number TEXT NOT NULL CHECK (licence_number <> ''),
    valid_from BIGINT NOT NULL,
    valid_to BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    tx_to BIGINT NOT NULL,
    PRIMARY KEY (pool, provider, kind, licence_number, valid_from, tx_from),
    CHECK (valid_from <= valid_to),
    FOREIGN KEY (pool, provider) REFERENCES provider (pool, provider),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- closable provider_licence

-- A change that a provider asks for (变更程序).
CREATE TABLE provider_change (
    pool BIGINT NOT NULL,
    change_no BIGINT NOT NULL,
    provider TEXT NOT NULL,
    region BIGINT NOT NULL,
    field TEXT NOT NULL,
    new_value TEXT NOT NULL,
    from_day BIGINT NOT NULL,
    evidence TEXT NOT NULL CHECK (evidence <> ''),
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, change_no),
    FOREIGN KEY (pool, provider) REFERENCES provider (pool, provider),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only provider_change

-- Its steps, each by a decision of a second person.
CREATE TABLE provider_change_step (
    pool BIGINT NOT NULL,
    change_no BIGINT NOT NULL,
    step BIGINT NOT NULL,
    region BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('first_reviewed', 'confirmed', 'rejected', 'applied')),
    step_on BIGINT NOT NULL,
    proposal BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, change_no, step),
    FOREIGN KEY (pool, change_no) REFERENCES provider_change (pool, change_no),
    FOREIGN KEY (pool, proposal) REFERENCES proposal (pool, proposal),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only provider_change_step
-- guard provider_change_eyes on provider_change_step insert
--   NOT EXISTS (SELECT 1 FROM decision d WHERE d.pool = NEW.pool AND d.proposal = NEW.proposal
--   AND d.verdict = CASE WHEN NEW.state = 'rejected' THEN 'rejected' ELSE 'approved' END)
--   say a step of a change follows the decision of a second person
-- guard provider_change_city on provider_change_step insert
--   NEW.state IN ('confirmed', 'applied') AND NOT EXISTS (SELECT 1 FROM proposal p
--   WHERE p.pool = NEW.pool AND p.proposal = NEW.proposal AND p.region = NEW.pool)
--   say a change is confirmed by the city

-- The one text of the agreement in its versions, issued by the pooling area.
CREATE TABLE agreement_template (
    pool BIGINT NOT NULL,
    version TEXT NOT NULL,
    pharmacies BIGINT NOT NULL CHECK (pharmacies IN (0, 1)),
    valid_from BIGINT NOT NULL,
    valid_to BIGINT NOT NULL,
    clauses TEXT NOT NULL,
    digest BYTEA NOT NULL,
    proposal BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    tx_to BIGINT NOT NULL,
    PRIMARY KEY (pool, version, tx_from),
    CHECK (valid_from <= valid_to),
    FOREIGN KEY (pool, proposal) REFERENCES proposal (pool, proposal),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- closable agreement_template
-- guard agreement_template_city on agreement_template insert
--   NOT EXISTS (SELECT 1 FROM proposal p JOIN decision d ON d.pool = p.pool AND d.proposal = p.proposal
--   WHERE p.pool = NEW.pool AND p.proposal = NEW.proposal AND p.region = NEW.pool AND d.verdict = 'approved')
--   say the text of agreements is issued by the pooling area, by two people
-- guard agreement_template_one on agreement_template insert
--   EXISTS (SELECT 1 FROM agreement_template t WHERE t.pool = NEW.pool AND t.tx_to = 9223372036854775807
--   AND (t.version = NEW.version OR (t.pharmacies = NEW.pharmacies AND t.valid_from <= NEW.valid_to
--   AND t.valid_to >= NEW.valid_from)))
--   say there is one text of the agreement at a time

-- An application for designation: the file that its steps are in.
CREATE TABLE designation (
    pool BIGINT NOT NULL,
    designation BIGINT NOT NULL,
    provider TEXT NOT NULL,
    region BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, designation),
    FOREIGN KEY (pool, provider) REFERENCES provider (pool, provider),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only designation
CREATE INDEX designation_provider ON designation (provider, pool);

-- Steps of a file, the application first.
CREATE TABLE designation_step (
    pool BIGINT NOT NULL,
    designation BIGINT NOT NULL,
    step BIGINT NOT NULL,
    region BIGINT NOT NULL,
    state TEXT NOT NULL,
    step_on BIGINT NOT NULL,
    by_region BIGINT NOT NULL,
    reason TEXT NOT NULL CHECK (reason <> ''),
    evidence TEXT NOT NULL CHECK (evidence <> ''),
    agreement BIGINT,
    proposal BIGINT,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, designation, step),
    CHECK ((state = 'signed') = (agreement IS NOT NULL)),
    FOREIGN KEY (pool, designation) REFERENCES designation (pool, designation),
    FOREIGN KEY (pool, proposal) REFERENCES proposal (pool, proposal),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only designation_step
-- guard designation_step_eyes on designation_step insert
--   NEW.state NOT IN ('applied', 'withdrawn') AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.pool = NEW.pool
--   AND d.proposal = NEW.proposal AND d.verdict = CASE WHEN NEW.state = 'rejected' THEN 'rejected' ELSE 'approved' END)
--   say a step of a designation follows the decision of a second person
-- guard designation_step_city on designation_step insert
--   NEW.state IN ('confirmed', 'struck_off') AND NOT EXISTS (SELECT 1 FROM proposal p
--   WHERE p.pool = NEW.pool AND p.proposal = NEW.proposal AND p.region = NEW.pool)
--   say a designation is confirmed and struck off by the city
-- guard designation_step_order on designation_step insert
--   NEW.step <> (SELECT COUNT(*) FROM designation_step s WHERE s.pool = NEW.pool AND s.designation = NEW.designation)
--   OR EXISTS (SELECT 1 FROM designation_step s WHERE s.pool = NEW.pool AND s.designation = NEW.designation
--   AND (s.step_on > NEW.step_on OR s.state IN ('rejected', 'withdrawn', 'ended', 'not_renewed', 'struck_off')))
--   say a file goes on step by step, and not after its end

-- A signed agreement; its text is that of the template, word for word.
CREATE TABLE provider_agreement (
    pool BIGINT NOT NULL,
    agreement BIGINT NOT NULL,
    designation BIGINT NOT NULL,
    provider TEXT NOT NULL,
    region BIGINT NOT NULL,
    template TEXT NOT NULL,
    digest BYTEA NOT NULL,
    services TEXT NOT NULL CHECK (services <> ''),
    term_from BIGINT NOT NULL,
    term_until BIGINT NOT NULL,
    signed_on BIGINT NOT NULL,
    for_agency TEXT NOT NULL CHECK (for_agency <> ''),
    for_provider TEXT NOT NULL CHECK (for_provider <> ''),
    proposal BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, agreement),
    CHECK (term_from <= term_until AND signed_on <= term_from),
    FOREIGN KEY (pool, designation) REFERENCES designation (pool, designation),
    FOREIGN KEY (pool, provider) REFERENCES provider (pool, provider),
    FOREIGN KEY (pool, proposal) REFERENCES proposal (pool, proposal),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only provider_agreement
CREATE INDEX provider_agreement_provider ON provider_agreement (provider, pool);
-- guard provider_agreement_text on provider_agreement insert
--   NOT EXISTS (SELECT 1 FROM agreement_template t WHERE t.pool = NEW.pool AND t.version = NEW.template
--   AND t.digest = NEW.digest AND t.tx_to = 9223372036854775807
--   AND t.valid_from <= NEW.signed_on AND t.valid_to >= NEW.signed_on)
--   say an agreement is signed on the text of the pooling area, unaltered
-- guard provider_agreement_eyes on provider_agreement insert
--   NOT EXISTS (SELECT 1 FROM decision d WHERE d.pool = NEW.pool AND d.proposal = NEW.proposal AND d.verdict = 'approved')
--   say an agreement is signed by the decision of a second person

-- A supplementary agreement: it adds to the text and never alters it.
CREATE TABLE provider_supplement (
    pool BIGINT NOT NULL,
    agreement BIGINT NOT NULL,
    step BIGINT NOT NULL,
    provider TEXT NOT NULL,
    region BIGINT NOT NULL,
    reason TEXT NOT NULL,
    signed_on BIGINT NOT NULL,
    from_day BIGINT NOT NULL,
    clauses TEXT NOT NULL,
    services TEXT NOT NULL,
    proposal BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, agreement, step),
    FOREIGN KEY (pool, agreement) REFERENCES provider_agreement (pool, agreement),
    FOREIGN KEY (pool, proposal) REFERENCES proposal (pool, proposal),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only provider_supplement
-- guard provider_supplement_eyes on provider_supplement insert
--   NOT EXISTS (SELECT 1 FROM decision d WHERE d.pool = NEW.pool AND d.proposal = NEW.proposal AND d.verdict = 'approved')
--   say a supplement is signed by the decision of a second person

-- The end of an agreement before its term.
CREATE TABLE provider_agreement_end (
    pool BIGINT NOT NULL,
    agreement BIGINT NOT NULL,
    provider TEXT NOT NULL,
    region BIGINT NOT NULL,
    last_day BIGINT NOT NULL,
    reason TEXT NOT NULL,
    evidence TEXT NOT NULL CHECK (evidence <> ''),
    proposal BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, agreement),
    FOREIGN KEY (pool, agreement) REFERENCES provider_agreement (pool, agreement),
    FOREIGN KEY (pool, proposal) REFERENCES proposal (pool, proposal),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only provider_agreement_end
-- guard provider_agreement_end_eyes on provider_agreement_end insert
--   NOT EXISTS (SELECT 1 FROM decision d WHERE d.pool = NEW.pool AND d.proposal = NEW.proposal AND d.verdict = 'approved')
--   say an agreement is ended by the decision of a second person
-- guard provider_agreement_one on provider_agreement insert
--   EXISTS (SELECT 1 FROM provider_agreement a WHERE a.pool = NEW.pool AND a.provider = NEW.provider
--   AND a.term_from <= NEW.term_until AND COALESCE((SELECT e.last_day FROM provider_agreement_end e
--   WHERE e.pool = a.pool AND e.agreement = a.agreement), a.term_until) >= NEW.term_from)
--   say a provider has one agreement at a time

-- Warnings, fines, suspensions, cancellations: of a provider, a department or a person there.
CREATE TABLE provider_sanction (
    pool BIGINT NOT NULL,
    sanction BIGINT NOT NULL,
    provider TEXT NOT NULL,
    region BIGINT NOT NULL,
    target TEXT NOT NULL CHECK (target IN ('provider', 'department', 'person')),
    target_code TEXT,
    measure TEXT NOT NULL CHECK (measure IN ('warning', 'fine', 'suspension', 'cancellation')),
    valid_from BIGINT NOT NULL,
    valid_to BIGINT NOT NULL,
    fine BIGINT NOT NULL CHECK (fine >= 0),
    loss BIGINT NOT NULL CHECK (loss >= 0),
    basis TEXT NOT NULL,
    reason TEXT NOT NULL CHECK (reason <> ''),
    article TEXT NOT NULL CHECK (article <> ''),
    evidence TEXT NOT NULL CHECK (evidence <> ''),
    proposal BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, sanction),
    CHECK ((target = 'provider') = (target_code IS NULL)),
    CHECK (valid_from <= valid_to),
    FOREIGN KEY (pool, provider) REFERENCES provider (pool, provider),
    FOREIGN KEY (pool, proposal) REFERENCES proposal (pool, proposal),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only provider_sanction
CREATE INDEX provider_sanction_provider ON provider_sanction (provider, pool);
-- guard provider_sanction_eyes on provider_sanction insert
--   NOT EXISTS (SELECT 1 FROM decision d WHERE d.pool = NEW.pool AND d.proposal = NEW.proposal AND d.verdict = 'approved')
--   say a sanction is decided by a second person

-- A sanction lifted, once; from its first day or before: taken back as a whole.
CREATE TABLE provider_sanction_lift (
    pool BIGINT NOT NULL,
    sanction BIGINT NOT NULL,
    provider TEXT NOT NULL,
    region BIGINT NOT NULL,
    lifted_from BIGINT NOT NULL,
    reason TEXT NOT NULL CHECK (reason <> ''),
    proposal BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, sanction),
    FOREIGN KEY (pool, sanction) REFERENCES provider_sanction (pool, sanction),
    FOREIGN KEY (pool, proposal) REFERENCES proposal (pool, proposal),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only provider_sanction_lift
-- guard provider_sanction_lift_eyes on provider_sanction_lift insert
--   NOT EXISTS (SELECT 1 FROM decision d WHERE d.pool = NEW.pool AND d.proposal = NEW.proposal AND d.verdict = 'approved')
--   say a sanction is lifted by the decision of a second person

-- Departments over time, by the institution's own code (3401 to 3403).
CREATE TABLE provider_department (
    pool BIGINT NOT NULL,
    provider TEXT NOT NULL,
    department TEXT NOT NULL CHECK (department <> ''),
    region BIGINT NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_to BIGINT NOT NULL,
    name TEXT NOT NULL CHECK (name <> ''),
    field TEXT NOT NULL,
    introduction TEXT NOT NULL,
    head TEXT NOT NULL,
    head_phone TEXT NOT NULL,
    scope TEXT NOT NULL,
    founded BIGINT,
    physicians BIGINT NOT NULL,
    pharmacists BIGINT NOT NULL,
    nurses BIGINT NOT NULL,
    technicians BIGINT NOT NULL,
    beds BIGINT NOT NULL,
    recognised_beds BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    tx_to BIGINT NOT NULL,
    PRIMARY KEY (pool, provider, department, valid_from, tx_from),
    CHECK (valid_from <= valid_to AND recognised_beds <= beds),
    FOREIGN KEY (pool, provider) REFERENCES provider (pool, provider),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- closable provider_department
-- guard provider_department_one on provider_department insert
--   EXISTS (SELECT 1 FROM provider_department d WHERE d.pool = NEW.pool AND d.provider = NEW.provider
--   AND d.department = NEW.department AND d.tx_to = 9223372036854775807
--   AND d.valid_from <= NEW.valid_to AND d.valid_to >= NEW.valid_from)
--   say a department has one entry at a time

-- Physicians, nurses, pharmacists, technicians. Name and document are personal data.
CREATE TABLE medic (
    pool BIGINT NOT NULL,
    medic TEXT NOT NULL,
    name TEXT NOT NULL CHECK (name <> ''),
    document_type TEXT,
    document TEXT,
    profession TEXT NOT NULL,
    title TEXT NOT NULL,
    qualification TEXT NOT NULL,
    licence TEXT NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_to BIGINT NOT NULL,
    insured_service BIGINT NOT NULL CHECK (insured_service IN (0, 1)),
    tx_from BIGINT NOT NULL,
    tx_to BIGINT NOT NULL,
    PRIMARY KEY (pool, medic, tx_from),
    CHECK (valid_from <= valid_to),
    CHECK ((document_type IS NULL) = (document IS NULL)),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- closable medic
CREATE UNIQUE INDEX medic_one ON medic (medic, pool) WHERE tx_to = 9223372036854775807;

-- Where they practise, and when. An empty department is none.
CREATE TABLE medic_practice (
    pool BIGINT NOT NULL,
    provider TEXT NOT NULL,
    medic TEXT NOT NULL,
    department TEXT NOT NULL,
    region BIGINT NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_to BIGINT NOT NULL,
    main BIGINT NOT NULL CHECK (main IN (0, 1)),
    tx_from BIGINT NOT NULL,
    tx_to BIGINT NOT NULL,
    PRIMARY KEY (pool, provider, medic, department, valid_from, tx_from),
    CHECK (valid_from <= valid_to),
    FOREIGN KEY (pool, provider) REFERENCES provider (pool, provider),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- closable medic_practice
CREATE INDEX medic_practice_medic ON medic_practice (medic, pool);
-- guard medic_practice_once on medic_practice insert
--   EXISTS (SELECT 1 FROM medic_practice m WHERE m.pool = NEW.pool AND m.provider = NEW.provider AND m.medic = NEW.medic
--   AND m.department = NEW.department AND m.tx_to = 9223372036854775807
--   AND m.valid_from <= NEW.valid_to AND m.valid_to >= NEW.valid_from)
--   say a person is registered in a department once at a time
-- guard medic_practice_main on medic_practice insert
--   NEW.main = 1 AND EXISTS (SELECT 1 FROM medic_practice m WHERE m.pool = NEW.pool AND m.medic = NEW.medic AND m.main = 1
--   AND m.provider <> NEW.provider AND m.tx_to = 9223372036854775807
--   AND m.valid_from <= NEW.valid_to AND m.valid_to >= NEW.valid_from)
--   say a person has one main place of practice

-- Rules of designation and schemes of assessment that the pooling area adopted, as it wrote them (TOML).
CREATE TABLE provider_rules (
    pool BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('designation', 'assessment', 'assessment_pharmacy')),
    valid_from BIGINT NOT NULL,
    body TEXT NOT NULL,
    proposal BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, kind, valid_from, tx_from),
    FOREIGN KEY (pool, proposal) REFERENCES proposal (pool, proposal),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only provider_rules
-- guard provider_rules_city on provider_rules insert
--   NOT EXISTS (SELECT 1 FROM proposal p JOIN decision d ON d.pool = p.pool AND d.proposal = p.proposal
--   WHERE p.pool = NEW.pool AND p.proposal = NEW.proposal AND p.region = NEW.pool AND d.verdict = 'approved')
--   say rules for providers are adopted by the pooling area, by two people

-- Assessments: the score in hundredths of a point, the lines as JSON.
CREATE TABLE provider_assessment (
    pool BIGINT NOT NULL,
    assessment BIGINT NOT NULL,
    provider TEXT NOT NULL,
    region BIGINT NOT NULL,
    assessed_on BIGINT NOT NULL,
    scheme TEXT NOT NULL,
    score BIGINT NOT NULL CHECK (score >= 0),
    grade TEXT NOT NULL,
    lines TEXT NOT NULL,
    told TEXT NOT NULL,
    exit_proposed BIGINT NOT NULL CHECK (exit_proposed IN (0, 1)),
    proposal BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, assessment),
    FOREIGN KEY (pool, provider) REFERENCES provider (pool, provider),
    FOREIGN KEY (pool, proposal) REFERENCES proposal (pool, proposal),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only provider_assessment
CREATE INDEX provider_assessment_provider ON provider_assessment (provider, assessed_on, pool);
-- guard provider_assessment_eyes on provider_assessment insert
--   NOT EXISTS (SELECT 1 FROM decision d WHERE d.pool = NEW.pool AND d.proposal = NEW.proposal AND d.verdict = 'approved')
--   say an assessment is confirmed by a second person

-- Score sheets of applicants by the criteria of a round.
CREATE TABLE provider_score (
    pool BIGINT NOT NULL,
    designation BIGINT NOT NULL,
    provider TEXT NOT NULL,
    region BIGINT NOT NULL,
    round TEXT NOT NULL CHECK (round <> ''),
    criteria TEXT NOT NULL,
    score BIGINT NOT NULL CHECK (score >= 0),
    passed BIGINT NOT NULL CHECK (passed IN (0, 1)),
    lines TEXT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, designation),
    FOREIGN KEY (pool, designation) REFERENCES designation (pool, designation),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only provider_score

-- What the public is told: results of admission, fees of providers. The body is JSON, as it was published.
CREATE TABLE provider_publication (
    pool BIGINT NOT NULL,
    publication BIGINT NOT NULL,
    region BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('admission', 'fees')),
    topic TEXT NOT NULL,
    published_on BIGINT NOT NULL,
    body TEXT NOT NULL,
    proposal BIGINT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, publication),
    FOREIGN KEY (pool, proposal) REFERENCES proposal (pool, proposal),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only provider_publication
-- guard provider_publication_eyes on provider_publication insert
--   NOT EXISTS (SELECT 1 FROM decision d WHERE d.pool = NEW.pool AND d.proposal = NEW.proposal AND d.verdict = 'approved')
--   say what is published is decided by a second person

-- Codes of the lists that two schemes kept before, each leading to one provider.
CREATE TABLE provider_old_code (
    pool BIGINT NOT NULL,
    list TEXT NOT NULL CHECK (list <> ''),
    old_code TEXT NOT NULL CHECK (old_code <> ''),
    provider TEXT NOT NULL,
    region BIGINT NOT NULL,
    ground TEXT NOT NULL,
    tx_from BIGINT NOT NULL,
    PRIMARY KEY (pool, list, old_code),
    FOREIGN KEY (pool, provider) REFERENCES provider (pool, provider),
    FOREIGN KEY (pool, tx_from) REFERENCES tx (pool, tx)
);
-- append-only provider_old_code
CREATE INDEX provider_old_code_provider ON provider_old_code (provider, pool);
