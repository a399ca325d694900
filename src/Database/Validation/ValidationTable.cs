using System.Data.Common;
using System.Security.Cryptography;
using Dapper;
using Opportune.Core;
using Opportune.Database.Disputes;
using Opportune.Database.Standings;

namespace Opportune.Database.Validation;

/// <summary>
/// Samples by which measures are judged: asked for, drawn by a run, answered by two people who know neither the verdict nor each other, settled by a third.
/// What is shown of a case is kept until the last case of its sample is settled, or the sample is given up.
/// </summary>
public sealed class ValidationTable(OpportuneDatabase database)
{
    /// <summary>Asks for a sample of a part that is published.</summary>
    /// <returns>Why none was asked for; null: it was.</returns>
    public Task<string?> Ask(string measure, string site, SampleKind kind, string by, Role role, CancellationToken cancel = default) => database.Write(connection =>
    {
        connection.Execute(Sql.Load("standings/take-turn.sql"));
        if (!StandingTable.Parts(connection).Exists(p => p.Measure == measure && p.Site == site && p.RunId is not null))
            return "nothing of that measure is published at that site yet";
        if (Samples(connection, measure, site).Find(s => s.IsWanted || s.IsOpen) is { } open)
            return open.IsWanted ? "a sample is asked for already; the next run draws it" : "a sample is being judged already; settle it, or give it up, first";
        Add(connection, measure, site, kind, by, EntryNames.Of(role));
        return null;
    }, cancel);

    /// <summary>Asks for the monthly samples that are due.</summary>
    /// <param name="connection">Inside a transaction that writes.</param>
    /// <param name="days">Days from one to the next; 0: none.</param>
    public static void AskForDue(DbConnection connection, int days)
    {
        if (days == 0)
            return;
        foreach (var (measure, site) in connection.Query<(string, string)>(Sql.Load("validation/list-due-parts.sql"), new { since = connection.Now().AddDays(-days) }).AsList())
            Add(connection, measure, site, SampleKind.Monthly, "the program", "");
    }

    /// <summary>Samples that a run is to draw.</summary>
    public static List<SampleRow> Wanted(DbConnection connection) => Samples(connection, null, "").FindAll(s => s.IsWanted);

    /// <summary>Patients of whom a person closed an entry that the measure leads at the site.</summary>
    public static HashSet<string> ClosedByPeople(DbConnection connection, SampleRow sample) =>
        connection.Query<string>(Sql.Load("validation/list-closed-by-people.sql"), new { measure = sample.Measure, site = sample.Site }).ToHashSet(StringComparer.Ordinal);

    /// <summary>Keeps the cases that a run drew, in the order in which they are to be judged.</summary>
    /// <param name="connection">Inside a transaction that writes.</param>
    /// <param name="sampleId">The sample.</param>
    /// <param name="part">What was published by the run: its versions are the sample's.</param>
    /// <param name="runId">The run.</param>
    /// <param name="cases">The cases.</param>
    public static void Keep(DbConnection connection, long sampleId, PublishedPart part, string runId, IReadOnlyList<DrawnCase> cases)
    {
        var drawn = connection.Execute(Sql.Load("validation/mark-drawn.sql"), new
        {
            sample_id = sampleId,
            drawn_at = connection.Now(),
            run_id = runId,
            as_of = part.AsOf,
            measure_version = part.MeasureVersion,
            measure_sha256 = part.MeasureSha256,
            sets_sha256 = part.SetsSha256,
            lexicon_sha256 = part.LexiconSha256,
        });
        // Somebody gave it up meanwhile.
        if (drawn == 0)
            return;
        foreach (var (i, drawnCase) in cases.Index())
            connection.Execute(Sql.Load("validation/add-case.sql"), new { sample_id = sampleId, ordinal = i + 1L, stratum = EntryNames.Of(drawnCase.Stratum), patient_id = drawnCase.PatientId, shown = drawnCase.Shown });
    }

    /// <summary>Keeps why a run did not draw a sample.</summary>
    public static void NoteProblem(DbConnection connection, long sampleId, DrawProblem problem) =>
        connection.Execute(Sql.Load("validation/note-problem.sql"), new { sample_id = sampleId, problem = EntryNames.Of(problem), problem_at = connection.Now() });

    /// <summary>Of the listed cases of a measure's settled samples, at all sites, that were drawn as of a day between two: how many should be listed, of how many.</summary>
    public static (long Right, long Of) Precision(DbConnection connection, string measure, DateOnly first, DateOnly last)
    {
        var listed = Samples(connection, null, "").Where(s => s.Measure == measure && s.SettledAt is not null && s.EndedAt is null && s.AsOf >= first && s.AsOf <= last)
            .SelectMany(s => Cases(connection, s.SampleId)).Where(c => c.Case.Stratum == Stratum.Listed).ToList();
        return (listed.Count(c => c.Case.Final == CaseAnswer.ShouldBeListed), listed.Count);
    }

    /// <summary>How many samples wait because drawing them failed.</summary>
    public static long Failed(DbConnection connection) => connection.QuerySingle<long>(Sql.Load("validation/count-failed.sql"));

    /// <summary>The samples of a part, the newest first; null: of all parts.</summary>
    public Task<IReadOnlyList<SampleRow>> List((string Measure, string Site)? part = null, CancellationToken cancel = default) =>
        database.Ask<IReadOnlyList<SampleRow>>(connection => Samples(connection, part?.Measure, part?.Site ?? ""), cancel);

    /// <summary>What a sample shows so far.</summary>
    public Task<ValidationFigures> Figures(long sampleId, CancellationToken cancel = default) =>
        database.Read(connection => new ValidationFigures([.. Cases(connection, sampleId).Select(c => c.Case)]), cancel);

    /// <summary>How many cases of a sample a person may judge or settle.</summary>
    public Task<int> CountFor(long sampleId, string userId, string? ownPatient, CancellationToken cancel = default) =>
        database.Read(connection => Cases(connection, sampleId).Count(c => c.PatientId != ownPatient && c.Case.Asks(userId) is not null), cancel);

    /// <summary>The next case of a sample that a person is to judge, or to settle; null: there is none.</summary>
    /// <param name="sampleId">The sample.</param>
    /// <param name="userId">The person's account.</param>
    /// <param name="ownPatient">The person's own patient id, which is never shown.</param>
    /// <param name="cancel">Cancels.</param>
    public Task<CaseToJudge?> Next(long sampleId, string userId, string? ownPatient, CancellationToken cancel = default) => database.Read(connection =>
    {
        if (Find(connection, sampleId) is not { IsOpen: true } sample)
            return null;
        // First what nobody settled waits for the least.
        var next = Cases(connection, sampleId).Where(c => c.PatientId != ownPatient && c.Case.Asks(userId) is not null)
            .OrderBy(c => c.Case.Asks(userId) == true ? 1 : 0).ThenBy(c => c.Case.Ordinal).Select(c => c.Case).FirstOrDefault();
        return next is not null && connection.QuerySingle<string?>(Sql.Load("validation/find-shown.sql"), new { sample_id = sampleId, ordinal = (long)next.Ordinal }) is { } shown
            ? new CaseToJudge(sample, next.Ordinal, shown, next.Asks(userId) == true ? next.Blind : [])
            : null;
    }, cancel);

    /// <summary>Keeps what a person says of a case. When the last case is settled the sentences that were judged join the site's regression set, and the texts of the sample are removed.</summary>
    /// <returns>Why it was not kept; null: it was.</returns>
    public Task<string?> Answer(long sampleId, int ordinal, CaseAnswer answer, AnswerCause cause, string userId, Role role, string? ownPatient, CancellationToken cancel = default) => database.Write(connection =>
    {
        connection.Execute(Sql.Load("validation/lock-sample.sql"), new { sample_id = sampleId });
        if (Find(connection, sampleId) is not { IsOpen: true })
            return "nothing of this sample is to be judged";
        var cases = Cases(connection, sampleId);
        var at = cases.FindIndex(c => c.Case.Ordinal == ordinal && c.PatientId != ownPatient);
        if (at < 0 || cases[at].Case.Asks(userId) is not { } settles)
            return "this case is not, or no more, for you to judge";
        var judged = cases[at].Case;
        connection.Execute(Sql.Load("validation/add-answer.sql"), new
        {
            sample_id = sampleId,
            ordinal = (long)ordinal,
            number = judged.Answers.Count + 1L,
            user_id = userId,
            role = EntryNames.Of(role),
            answer = EntryNames.Of(answer),
            cause = EntryNames.Of(cause),
            settles = settles ? 1L : 0L,
            answered_at = connection.Now(),
        });
        cases[at] = (judged with { Answers = [.. judged.Answers, new(userId, answer, cause, settles)] }, cases[at].PatientId);
        if (cases.TrueForAll(c => c.Case.Final is not null))
        {
            connection.Execute(Sql.Load("validation/mark-settled.sql"), new { sample_id = sampleId, settled_at = connection.Now() });
            KeepSentences(connection, sampleId, cases.ConvertAll(c => c.Case));
            connection.Execute(Sql.Load("validation/wipe-texts.sql"), new { sample_id = sampleId });
        }
        return (string?)null;
    }, cancel);

    /// <summary>Gives a sample up; its texts are removed.</summary>
    /// <returns>Why it was not; null: it was.</returns>
    public Task<string?> End(long sampleId, string by, CancellationToken cancel = default) => database.Write(connection =>
    {
        var ended = connection.Execute(Sql.Load("validation/end-sample.sql"), new { sample_id = sampleId, ended_at = connection.Now(), ended_by = by }) == 1;
        connection.Execute(Sql.Load("validation/wipe-texts.sql"), new { sample_id = sampleId });
        return ended ? null : "it is settled or given up already";
    }, cancel);

    /// <summary>How many entries moved by changes of the rules since an instant, and how many there are.</summary>
    /// <param name="pathway">The pathway, since entries are moved by pathway.</param>
    /// <param name="site">The site.</param>
    /// <param name="since">Since when.</param>
    /// <param name="cancel">Cancels.</param>
    public Task<(long Moved, long Entries)> Moved(string pathway, string site, DateTimeOffset since, CancellationToken cancel = default) =>
        database.Ask(connection => connection.QuerySingle<(long, long)>(Sql.Load("validation/count-moved.sql"), new { pathway, site, since }), cancel);

    /// <summary>The sample on which a part may be signed, or why it may not: the newest that was drawn by what is published, settled, and good enough.</summary>
    internal static (long? SampleId, string? Refused) Basis(DbConnection connection, StandingPart part, ValidationSettings settings)
    {
        var samples = Samples(connection, part.Measure, part.Site).FindAll(s => s.DrawnAt is not null && s.EndedAt is null && s.Purpose != SampleKind.Monthly);
        if (samples.Count == 0)
            return (null, "live needs a sample that two people judged: ask for one on the measure's page");
        var newest = samples[0];
        if ((newest.MeasureSha256, newest.SetsSha256, newest.LexiconSha256) != (part.MeasureSha256, part.SetsSha256, part.LexiconSha256))
            return (null, "measure, value sets or lexicon changed since the sample was drawn: ask for another");
        if (new ValidationFigures([.. Cases(connection, newest.SampleId).Select(c => c.Case)]).Refusal(settings) is { } refused)
            return (null, refused);
        // Thirty listed ones say nothing of those who are left out.
        return newest.Purpose == SampleKind.AfterChange && !samples.Exists(s => s.Purpose == SampleKind.GoingLive && new ValidationFigures([.. Cases(connection, s.SampleId).Select(c => c.Case)]).Refusal(settings) is null)
            ? (null, "it was never validated here as a whole: ask for a sample for going live")
            : (newest.SampleId, null);
    }

    // What people judged becomes what every later lexicon is held to: the sentences of a listed case as read rightly where it should be listed, as read wrongly where
    // the reports do not say so. What was treated, excluded or too little says nothing about a sentence.
    private static void KeepSentences(DbConnection connection, long sampleId, List<SampleCase> cases)
    {
        var judged = cases.Select(c => (c.Ordinal, Kind: KindOf(c))).Where(c => c.Kind is not null).ToDictionary(c => (long)c.Ordinal, c => c.Kind!);
        foreach (var (ordinal, entry, evidence) in connection.Query<(long, string?, string)>(Sql.Load("validation/list-evidence.sql"), new { sample_id = sampleId }).AsList())
        {
            if (!judged.TryGetValue(ordinal, out var kind))
                continue;
            foreach (var sentence in DisputeTable.SentencesOf(evidence))
                connection.Execute(Sql.Load("validation/add-sentence.sql"), new { sample_id = sampleId, entry_id = entry, kind, sentence, added_at = connection.Now() });
        }
    }

    private static string? KindOf(SampleCase judged) => (judged.Final, (judged.Answers.FirstOrDefault(a => a.Settles) ?? judged.Blind[0]).Cause) switch
    {
        (CaseAnswer.ShouldBeListed, _) => DisputeTable.Confirmed,
        (CaseAnswer.ShouldNotBeListed, AnswerCause.NotStated or AnswerCause.Uncertain or AnswerCause.OldOrOther) => DisputeTable.Disputed,
        _ => null,
    };

    private static List<SampleRow> Samples(DbConnection connection, string? measure, string site) =>
        connection.Query<SampleRow>(Sql.Load("validation/list-samples.sql"), new { measure, site }).AsList();

    private static SampleRow? Find(DbConnection connection, long sampleId) => Samples(connection, null, "").Find(s => s.SampleId == sampleId);

    private static void Add(DbConnection connection, string measure, string site, SampleKind kind, string by, string role) => connection.Execute(
        Sql.Load("validation/add-sample.sql"),
        new { measure, site, kind = EntryNames.Of(kind), seed = RandomNumberGenerator.GetHexString(16, lowercase: true), asked_by = by, role, asked_at = connection.Now() });

    private static List<(SampleCase Case, string PatientId)> Cases(DbConnection connection, long sampleId)
    {
        var answers = connection.Query<(long Ordinal, string UserId, string Answer, string Cause, long Settles)>(Sql.Load("validation/list-answers.sql"), new { sample_id = sampleId })
            .ToLookup(a => a.Ordinal, a => new GivenAnswer(a.UserId, EntryNames.Parse<CaseAnswer>(a.Answer), EntryNames.Parse<AnswerCause>(a.Cause), a.Settles == 1));
        return [.. connection.Query<(long Ordinal, string Stratum, string PatientId)>(Sql.Load("validation/list-cases.sql"), new { sample_id = sampleId })
            .Select(c => (new SampleCase((int)c.Ordinal, EntryNames.Parse<Stratum>(c.Stratum), [.. answers[c.Ordinal]]), c.PatientId))];
    }
}
