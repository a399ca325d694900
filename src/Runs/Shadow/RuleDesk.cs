using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Accounts;
using Opportune.Database.Disputes;
using Opportune.Database.Ledger;
using Opportune.Database.Rules;
using Opportune.Database.Standings;
using Opportune.Database.Validation;

namespace Opportune.Runs;

/// <summary>
/// How rules change: somebody writes a candidate down, it is tried beside the rules in force on the same data, and somebody else puts exactly that in force.
/// What is in force is one row of the database, which runs ask for when they begin.
/// </summary>
public sealed partial class RuleDesk(OpportuneDatabase database, RuleOffice office)
{
    // Whom a trial concerned is forgotten after so long; its counts stay.
    private static readonly TimeSpan RowsKept = TimeSpan.FromDays(90);

    /// <summary>The rules in force.</summary>
    public Task<RuleFiles> InForce(CancellationToken cancel = default) => office.InForce(cancel);

    /// <summary>What is proposed, the newest first.</summary>
    public Task<List<CandidateRow>> Candidates(CancellationToken cancel = default) => database.Ask(RuleTable.Candidates, cancel);

    /// <summary>What was put in force, the last first.</summary>
    public Task<List<ActivationRow>> Activations(CancellationToken cancel = default) => database.Ask(RuleTable.Activations, cancel);

    /// <summary>One candidate with its files; null: there is none of that name.</summary>
    public async Task<Candidate?> Find(string name, CancellationToken cancel = default)
    {
        var inForce = await office.InForce(cancel);
        return await database.Read(connection => RuleTable.Candidates(connection).Find(c => c.Name == name) is not { } row ? null
            : new Candidate(row, RuleTable.Load(connection, row.SetSha256), inForce, RuleTable.Shadow(connection, row.SetSha256, inForce.Hash)), cancel);
    }

    /// <summary>Writes a candidate down: files laid over the rules in force, or over what is proposed under that name already.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="changed">The files that differ; of two with one path these hold.</param>
    /// <param name="authorId">Who wrote them.</param>
    /// <param name="what">What is different, for people.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <exception cref="InputException">The rules have errors, or nothing differs, or that person may not; nothing is kept.</exception>
    public async Task Propose(string name, RuleFiles changed, string authorId, string what, CancellationToken cancel = default)
    {
        if (!NameForm().IsMatch(name))
            throw new InputException("name it with small letters, digits and hyphens, at most 40");
        if (changed.Contents.Keys.FirstOrDefault(p => !RuleFiles.IsRule(p) || p.Split('/').Contains("..")) is { } other)
            throw new InputException($"{other} is no file of rules; they lie in {string.Join(", ", RuleFiles.Folders)} or {RuleFiles.SiteSets}");
        await Person(authorId, Permission.ProposeRules, cancel);
        var inForce = await office.InForce(cancel);
        var files = changed.Over(await Find(name, cancel) is { IsInForce: false } known ? known.Files : inForce);
        if (files.Hash == inForce.Hash)
            throw new InputException("nothing differs from the rules in force");
        if (office.Try(files).Errors is { Count: > 0 } errors)
            throw Refused(errors, "an error:", "errors:");
        await database.Write(connection =>
        {
            // The way back to what a folder says has to be kept before the folder may change.
            RuleTable.Keep(connection, inForce);
            RuleTable.Propose(connection, name, files, inForce.Hash, authorId, what);
            return 0;
        }, cancel);
    }

    /// <summary>Takes a file out of a candidate: it is as in force again.</summary>
    /// <exception cref="InputException">It is the last one that differs, does not differ, or that person may not; or without it the rules have errors. Nothing is kept.</exception>
    public async Task TakeOut(string name, string path, string authorId, CancellationToken cancel = default)
    {
        await Person(authorId, Permission.ProposeRules, cancel);
        var candidate = await Needed(name, cancel);
        if (!candidate.Changed.Contains(path))
            throw new InputException($"{path} is as in force already");
        var before = candidate.InForce.Contents.Where(f => f.Key == path);
        var files = RuleFiles.Of(candidate.Files.Contents.Where(f => f.Key != path).Concat(before));
        if (files.Hash == candidate.InForce.Hash)
            throw new InputException("it is the last file that differs: nothing would be left of the change");
        if (office.Try(files).Errors is { Count: > 0 } errors)
            throw Refused(errors, "without it an error:", "without it errors:");
        await database.Write(connection =>
        {
            RuleTable.Propose(connection, name, files, candidate.InForce.Hash, authorId, candidate.Row.What);
            return 0;
        }, cancel);
    }

    /// <summary>Tries a candidate beside the rules in force, on what the newest run of a job read; nothing is published.</summary>
    /// <param name="name">The candidate.</param>
    /// <param name="job">The job; null: the one that ran last.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="progress">Hears how far it is.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <exception cref="InputException">There is no such candidate or run, a case fails, or the input cannot be read.</exception>
    public async Task<ShadowRow> Try(string name, string? job, string by, IProgress<StepProgress> progress, CancellationToken cancel = default)
    {
        var candidate = await Needed(name, cancel);
        if (candidate.IsInForce)
            throw new InputException($"{name} is in force already");
        var run = await database.Ask(connection => RuleTable.LastLive(connection, job), cancel)
            ?? throw new InputException(job is null ? "no run has read anything yet: run a job once, then try again" : $"no run of {job} has read anything yet");
        var (old, @new) = (office.Try(candidate.InForce), office.Try(candidate.Files));
        if (old.Request is null || @new.Request is null)
            throw new InputException($"the rules cannot be read any more: {old.Errors.Concat(@new.Errors).First()}");
        if (@new.Failed() is { Count: > 0 } failed)
            throw Refused(failed, "a case does not come out as it says; mend the rule, or the case:", "cases do not come out as they say; mend the rules, or the cases:");
        var (inForce, changed) = (old.Request(run), @new.Request(run));
        var result = await ShadowRun.Compare(inForce, changed, database, office.Time, progress, cancel);
        // Whatever the lexicon; one that is the same reads the same.
        var changedReadings = SentenceReading.Changed(await database.Ask(DisputeTable.Sentences, cancel), inForce.Lexicon, changed.Lexicon);
        var shadow = new ShadowRow
        {
            ShadowId = $"shadow-{candidate.Row.SetSha256[..8]}-{office.Time.GetUtcNow():yyyyMMddHHmmssfff}",
            SetSha256 = candidate.Files.Hash,
            BaseSha256 = candidate.InForce.Hash,
            RunId = run.RunId,
            Job = run.Job,
            AsOf = run.AsOf,
            AskedBy = by,
            GapsSha256 = result.GapsSha256,
            EntriesBefore = result.Entries.Before,
            EntriesAfter = result.Entries.After,
            EntriesEntering = result.Entries.Entering,
            EntriesLeaving = result.Entries.Leaving,
            EntriesQueued = result.Entries.Queued,
            RecentBefore = result.Entries.RecentBefore,
            RecentAfter = result.Entries.RecentAfter,
            Notes = string.Join('\n', result.Notes.Concat(NotRun(candidate, changed)).Concat(NotTold(result, await database.Read(c => StandingTable.Shown(c), cancel)))),
        };
        await database.Write(connection =>
        {
            RuleTable.AddShadow(connection, shadow, result.Rows, connection.Now() - RowsKept);
            foreach (var (sentence, was, now) in changedReadings)
                DisputeTable.AddChanged(connection, shadow.ShadowId, sentence, was, now);
            return 0;
        }, cancel);
        return shadow;
    }

    /// <summary>Puts a candidate in force: exactly what was tried beside what is in force now, by somebody who wrote none of it. One transaction; runs that begin after it go by it.</summary>
    /// <param name="name">The candidate.</param>
    /// <param name="hash">Its rules, as the approver saw them.</param>
    /// <param name="approverId">Who puts it in force.</param>
    /// <param name="reason">Why.</param>
    /// <param name="overruled">Why sentences that people confirmed may be read otherwise; null: nothing was said.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <exception cref="InputException">It is not so; nothing was changed.</exception>
    public async Task Activate(string name, string hash, string approverId, string reason, string? overruled = null, CancellationToken cancel = default)
    {
        var (approver, role) = await Person(approverId, Permission.ActivateRules, cancel);
        var candidate = await Needed(name, cancel);
        if (candidate.IsInForce)
            throw new InputException($"{name} is in force already");
        var toJudge = await database.Write(connection =>
        {
            var row = RuleTable.Candidates(connection).Find(c => c.Name == name)!;
            if (row.SetSha256 != hash)
                throw new InputException($"{name} was changed since you looked at it; look again");
            if (RuleTable.Authors(connection, name).Contains(approverId))
                throw new InputException("who wrote a change does not put it in force; somebody else has to");
            var shadow = RuleTable.Shadow(connection, row.SetSha256, candidate.InForce.Hash)
                ?? throw new InputException($"{name} has not been tried beside the rules in force since one of them changed; try it first");
            if (candidate.Changed.Any(p => p.StartsWith("lexicon/", StringComparison.Ordinal)) && DisputeTable.Sentences(connection).Exists(s => s.AddedAt > shadow.EndedAt))
                throw new InputException("sentences were disputed or confirmed since it was tried; try it again");
            if (string.IsNullOrWhiteSpace(overruled) && DisputeTable.CountChanged(connection, shadow.ShadowId).Find(c => c.Kind == DisputeTable.Confirmed) is { } confirmed)
                throw new InputException(string.Create(CultureInfo.InvariantCulture, $"{confirmed.Amount} confirmed sentences would be read otherwise; say why they may be"));
            Put(connection, candidate.InForce, row.SetSha256, shadow.ShadowId, name, row.AuthorId, approverId, role, reason, overruled);
            return shadow.AsksForSample(office.Validation()) ? RuleTable.Counts(connection, shadow.ShadowId, Sight.Everything).FindAll(c => c.Change != ShadowChanges.Wording).ConvertAll(c => (c.Measure, c.Site)) : [];
        }, cancel);
        await office.InForce(cancel);
        // Where one is being judged already, or nothing is published, none is asked for.
        foreach (var (measure, site) in toJudge.Distinct())
            await new ValidationTable(database).Ask(measure, site, SampleKind.AfterChange, approver, role, cancel);
    }

    /// <summary>Puts in force again what was before the last change.</summary>
    /// <param name="number">The last change, as the person saw it.</param>
    /// <param name="approverId">Who goes back.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <exception cref="InputException">It is not the last any more, or there is none; nothing was changed.</exception>
    public async Task GoBack(long number, string approverId, string reason, CancellationToken cancel = default)
    {
        var (_, role) = await Person(approverId, Permission.ActivateRules, cancel);
        var inForce = await office.InForce(cancel);
        await database.Write(connection =>
        {
            if (RuleTable.Activations(connection) is not [var last, ..] || last.Number != number)
                throw new InputException("something else was put in force meanwhile; look again");
            return Put(connection, inForce, last.PreviousSha256, null, last.Name, null, approverId, role, reason);
        }, cancel);
        await office.InForce(cancel);
    }

    private static int Put(DbConnection connection, RuleFiles inForce, string set, string? shadow, string name, string? author, string approver, Role role, string reason, string? overruled = null)
    {
        var last = RuleTable.Activations(connection).FirstOrDefault();
        if (last is not null && last.SetSha256 != inForce.Hash)
            throw new InputException("something else was put in force meanwhile; look again");
        RuleTable.Keep(connection, inForce);
        // Whole, or it is not put in force.
        RuleTable.Load(connection, set);
        RuleTable.Activate(connection, (last?.Number ?? 0) + 1, set, inForce.Hash, shadow, name, author, approver, role, reason, string.IsNullOrWhiteSpace(overruled) ? null : overruled.Trim());
        return 0;
    }

    // A line each.
    private static InputException Refused(IReadOnlyList<string> lines, string one, string many) =>
        new(lines.Count == 1 ? one : string.Create(CultureInfo.InvariantCulture, $"{lines.Count} {many}"), lines);

    private async Task<Candidate> Needed(string name, CancellationToken cancel) => await Find(name, cancel) ?? throw new InputException($"there is no candidate '{name}'");

    private async Task<(string Name, Role Role)> Person(string userId, Permission needed, CancellationToken cancel) =>
        await new UserTable(database).Find(userId, cancel) is { DisabledAt: null } user && user.Grants.Roles.For(needed) is { } role ? (user.DisplayName, role)
            : throw new InputException(needed == Permission.ActivateRules ? "only a clinical lead puts rules in force" : "only clinicians, clinical leads and administrators write rules");

    // What is silent is told to nobody, and that it is so is: else no difference would look like none.
    private static IEnumerable<string> NotTold(ShadowResult result, ShownParts shown)
    {
        var silent = result.Rows.Where(r => !shown.Shows(r.Measure, r.Site, r.PatientId)).Select(r => r.Measure).Distinct().Order(StringComparer.Ordinal).ToList();
        if (silent.Count > 0)
            yield return $"{string.Join(", ", silent)} would differ, too, where it is silent: that is told to who decides what goes live, and nobody else.";
    }

    private static IEnumerable<string> NotRun(Candidate candidate, RunRequest request)
    {
        var missing = candidate.Changed.Where(p => p.StartsWith("measures/", StringComparison.Ordinal)).Select(p => Path.GetFileName(p).Split('.')[0])
            .Distinct(StringComparer.Ordinal).Where(id => request.Rules.Measures.All(m => m.Id != id)).ToList();
        if (missing.Count > 0)
            yield return $"The job {request.Job} does not run {string.Join(", ", missing)}: nothing is known of what changes there.";
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,39}$")]
    private static partial Regex NameForm();
}

/// <summary>A candidate with its files.</summary>
/// <param name="Row">What was proposed, by whom, when.</param>
/// <param name="Files">Its rules, whole.</param>
/// <param name="InForce">Those in force now.</param>
/// <param name="Shadow">What is known of it beside those in force; null: it was not tried since one of them changed.</param>
public sealed record Candidate(CandidateRow Row, RuleFiles Files, RuleFiles InForce, ShadowRow? Shadow)
{
    /// <summary>Whether it is what is in force.</summary>
    public bool IsInForce => Files.Hash == InForce.Hash;

    /// <summary>The paths of files that differ.</summary>
    public IReadOnlyList<string> Changed { get; } = Files.DifferentFrom(InForce);
}
