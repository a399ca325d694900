using System.Globalization;
using System.Text;
using Opportune.App.Screen;
using Opportune.Core;
using Opportune.Database;
using Opportune.Engine.Evaluation;
using Opportune.Runs;
using Opportune.Runs.Bands;
using Opportune.Runs.Guards;
using Opportune.Sources;

namespace Opportune.App.Commands;

/// <summary>
/// What a new site needs, step by step: what is there, what lacks, and how to mend it. Its state is the site's files and the ledger, so it
/// is called again after each step. What it proposes, and what people have to look at, are files in a folder that only its owner reads;
/// none that lies there is changed, and the screen shows counts alone.
/// </summary>
/// <param name="site">The site's name in its rows; empty where the source has only one.</param>
/// <param name="taking">Its source.</param>
/// <param name="rules">The rules.</param>
/// <param name="output">The folder.</param>
internal sealed class SiteWalk(string site, SourceTaking taking, LoadedJobs rules, string output)
{
    private const string Job = ExplainCommand.EveryMeasure;
    private static readonly string[] Needed = ["conditions", "medications", "procedures", "results", "encounters"];

    private const int MostCodes = 50;
    private const int MostHeadings = 100;

    private int _step;
    private int _lacking;

    /// <summary>Walks.</summary>
    /// <param name="asOf">The date as of which the run looks; null: the last day of the imaging findings.</param>
    /// <param name="database">The ledger, where there is one.</param>
    /// <param name="threads">Threads to use.</param>
    /// <param name="cancel">Cancels it.</param>
    /// <returns>Done where nothing lacks, else found.</returns>
    public async Task<int> Walk(DateOnly? asOf, DatabaseUrl? database, int threads, CancellationToken cancel)
    {
        MakeFolder();
        if (!SourceTaking.In(taking.Jobs).Contains(taking.Source))
        {
            ProposeMapping();
            return ExitCode.Found;
        }
        using var taken = taking.TakeAside(threads, new Progress<StepProgress>(), cancel);
        var books = taken.Snapshot.Taken.Books;
        var (read, refused) = (books.Sum(b => b.Read), books.Sum(b => b.Rejected.Values.Sum()));
        Tell("mapping", refused * 100 > read ? $"{refused:N0} of {read:N0} rows are refused; 'check --source {taking.Source}' says by which rule, 'sources take' keeps them in rejects.parquet" : null, $"jobs/sources/{taking.Source}.yaml reads {read:N0} rows, {refused:N0} refused");
        Dictionary<PositiveControl, double> readable;
        using (var input = InputFolder.Open(taken.Snapshot.Folder))
        {
            asOf ??= SourceReport.Months(input.Files(Table.ImagingFindings), "exam_date").Last;
            if (asOf.Value == default)
                throw new InputException($"{taking.Source}: there is no imaging finding; map imaging_findings first");
            LookAtFeeds(input);
            LookAtCodes(input);
            LookAtTexts(input);
            LookAtPeople(input);
            readable = rules.Rules.Measures.SelectMany(m => m.SatisfiedBy).Select(s => s.Control).OfType<PositiveControl>().Distinct()
                .ToDictionary(c => c, c => SourceReport.ReadableShare(CanonicalTable.Of(c.Table), input.Files(c.Table), rules.Rules.ValueSets[c.ValueSet]));
        }
        var report = await Run.Execute(rules.Request(Job, asOf.Value, taken.Snapshot.Folder, threads), new RunPlace(), TimeProvider.System, new Progress<StepProgress>(), cancel);
        LookAtControls(report, readable);
        await LookAtBands(report, database, cancel);
        Screens.Line(_lacking == 0 ? "nothing lacks" : Text($"{_lacking} of {_step} steps lack something; mend it and call this again"));
        return _lacking == 0 ? ExitCode.Done : ExitCode.Found;
    }

    private void ProposeMapping()
    {
        var like = SourceTaking.In(taking.Jobs).FirstOrDefault(s => s == "omop");
        if (like is not null)
            Propose(taking.Source + ".yaml", () => File.ReadAllText(taking.Jobs.Find($"sources/{like}.yaml")).Replace($"id: {like}", $"id: {taking.Source}", StringComparison.Ordinal));
        Tell("mapping", $"there is no jobs/sources/{taking.Source}.yaml; of those there ({string.Join(", ", SourceTaking.In(taking.Jobs))}) copy the nearest under that name, or begin with {taking.Source}.yaml in {output}", "");
    }

    // Feeds are found where none are declared: then nobody said that a gap in them is none.
    private void LookAtFeeds(InputFolder input)
    {
        var found = input.Tables.Where(t => SourceReport.DateOf(CanonicalTable.Of(t)) is not null && input.Files(t).Sum(f => f.Rows) > 0)
            .Select(t => (Table: CanonicalTable.Of(t), Seen: SourceReport.Months(input.Files(t), SourceReport.DateOf(CanonicalTable.Of(t))!.Name))).ToList();
        if (input.Feeds is null)
        {
            Propose("feeds.csv", () => Lines("feed,site,covered_from,covered_to,allowed_lag",
                found.Select(f => Text($"{f.Table.Name},{site},{f.Seen.First:yyyy-MM-dd},{f.Seen.Last:yyyy-MM-dd},{Coverage.DefaultLagDays}"))));
        }
        var gaps = found.Where(f => f.Seen.Empty.Count > 0).Select(f => Text($"{f.Table.Name} has {f.Seen.Empty.Count} months without a row")).ToList();
        var lacking = Needed.Except(input.Tables.Select(t => CanonicalTable.Of(t).Name)).ToList();
        var mend = new List<string>();
        if (lacking.Count > 0)
            mend.Add($"no {string.Join(", ", lacking)}: what rests on them is withheld; map them");
        if (input.Feeds is null)
            mend.Add($"no feeds table: look through feeds.csv in {output}, and give it to the source as the table 'feeds' (its days are the first and last of each table, and the last must be kept up)");
        mend.AddRange(gaps);
        Tell("feeds", mend.Count == 0 ? null : string.Join("; ", mend), Text($"{input.Feeds?.Count ?? 0} declared intervals"));
    }

    private void LookAtControls(RunReport report, Dictionary<PositiveControl, double> readable)
    {
        var failed = new List<string>();
        foreach (var (control, share) in readable)
        {
            if (share * 100 < SiteControls.ReadablePercent)
                failed.Add(Text($"{share:P0} of the rows of {CanonicalTable.Of(control.Table).Name} are in code systems that {control.ValueSet} can read, at least {SiteControls.ReadablePercent}% expected; here of all sites of the source together, in a run of each by itself"));
            var rows = report.Counts[RunCounts.OfSite(site), RunCounts.Items.Control(control.Table, control.ValueSet)];
            var older = report.Counts[RunCounts.OfSite(site), RunCounts.Items.Older];
            if (rows < control.AtLeast || rows * 100.0 < control.PerHundred * older)
                failed.Add(Text($"{rows:N0} rows of {control.ValueSet} in {CanonicalTable.Of(control.Table).Name} in a year for {older:N0} patients of 50 and over, at least {control.AtLeast}{(control.PerHundred > 0 ? Text($" and {control.PerHundred} per 100") : "")} expected"));
        }
        Tell("positive controls", failed.Count == 0 ? null : string.Join("; ", failed) + "; does the feed reach us, and are the site's own codes in a value set (--value-sets)?", "each value set that a 'none found' rests on is seen");
    }

    private async Task LookAtBands(RunReport report, DatabaseUrl? url, CancellationToken cancel)
    {
        var days = report.Days.GetValueOrDefault(site) ?? new(report.Request.AsOf, new Dictionary<Series, int[]>());
        var expected = days.Counts.Where(c => c.Key.Facet == Facet.Rows && c.Key.Table != Table.Patients).OrderBy(c => c.Key.Table).ToList();
        Propose("bands.csv", () => Lines("table,rows of 28 days,fewest on a day,most on a day", expected.Select(c => Text($"{CanonicalTable.Of(c.Key.Table).Name},{c.Value.Sum()},{c.Value.Min()},{c.Value.Max()}"))));
        var nights = url is null ? [] : await NightsAt(url, report.Request, cancel);
        var learned = nights.Count == 0 ? 0 : report.Request.AsOf.DayNumber - nights[0].AsOf.DayNumber;
        Tell("bands",
            url is null ? $"no --database: what is learned of the site is in the ledger; bands.csv in {output} says what 28 days hold of the rows that rules use"
            : learned < DayCounts.Days ? Text($"{learned} of {DayCounts.Days} days are learned, from {Amounts.Of(nights.Count, "night")}; until then only guards that need no learning hold anything at this site") : null,
            Text($"learned from {Amounts.Of(nights.Count, "night")}"));
    }

    private async Task<IReadOnlyList<DayCounts>> NightsAt(DatabaseUrl url, RunRequest request, CancellationToken cancel)
    {
        await using var database = await OpportuneDatabase.OpenExisting(url, TimeProvider.System, cancel);
        // The ledger's nights are those of scheduled jobs, each by its own measures.
        foreach (var job in rules.Rules.Jobs.Keys)
        {
            var nights = await database.Read(c => LearnedNights.Load(c, rules.Request(job, request.AsOf, request.Input, 1)), cancel);
            if (nights.GetValueOrDefault(site) is { Count: > 0 } ours)
                return ours;
        }
        return [];
    }

    private void LookAtCodes(InputFolder input)
    {
        var unmapped = new List<(string Table, string System, string Code, long Rows)>();
        foreach (var table in input.Tables.Select(CanonicalTable.Of).Where(t => t.Columns.Any(c => c.Name == "code")))
            unmapped.AddRange(SourceReport.UnmappedCodes(table, input.Files(table.Table), rules).Select(c => (table.Name, c.System, c.Code, c.Rows)));
        var local = unmapped.Where(c => CodeSystems.Normalise(c.System) is null or ['l', 'o', 'c', 'a', 'l', ':', ..]).ToList();
        Propose("codes.csv", () => Lines("table,code_system,code,rows", unmapped.OrderByDescending(c => c.Rows).ThenBy(c => c.Code, StringComparer.Ordinal).Take(MostCodes)
            .Select(c => Text($"{c.Table},{Quoted(c.System)},{Quoted(c.Code)},{c.Rows}"))));
        Tell("codes", local.Count == 0 ? null : Text($"{Amounts.Of(local.Count, "code")} ({Amounts.Of(local.Sum(c => c.Rows), "row")}) {(local.Count == 1 ? "is" : "are")} in code systems that nothing here can read; map their system, or put them into value sets of the site; the {MostCodes} most frequent that no value set holds are in codes.csv in {output}"),
            Text($"{Amounts.Of(unmapped.Count, "code")} {(unmapped.Count == 1 ? "is" : "are")} in no value set, all of known systems; look through codes.csv in {output}"));
    }

    private void LookAtTexts(InputFolder input)
    {
        var unread = new UnreadText(rules.Lexicon);
        foreach (var file in input.Files(Table.ImagingFindings))
            unread.Look(file);
        var headings = unread.Headings.Take(MostHeadings).ToList();
        Propose("headings.csv", () => Lines("heading,reports", headings.Select(h => Text($"{Quoted(h.Heading)},{h.Reports}"))));
        Tell("section headings", headings.Count == 0 ? null : Text($"{Amounts.Of(headings.Count, "heading")} {(headings.Count == 1 ? "is" : "are")} not known as sections; where one says what was seen, told or meant, put it into the lexicon's sections; headings.csv in {output}"), "all are known");
        Propose("sentences.txt", () => Lines("", unread.Sentences)[Environment.NewLine.Length..]);
        Tell("sentences", unread.Sentences.Count == 0 ? null : Text($"{Amounts.Of(unread.Sentences.Count, "sentence")} (of {unread.SentencesSeen:N0}) speak of calcif-, fractur- or osteop- and nothing is read in them; a clinician looks through sentences.txt in {output} (report text: its owner's only, delete it afterwards)"), "something is read in every sentence that speaks of calcif-, fractur- or osteop-");
    }

    private void LookAtPeople(InputFolder input)
    {
        var (providers, panels) = (SourceReport.CountFilled(input.Files(Table.Providers), "provider_id"), SourceReport.CountFilled(input.Files(Table.Providers), "panel"));
        var (patients, attributed) = (SourceReport.CountFilled(input.Files(Table.Patients), "patient_id"), SourceReport.CountFilled(input.Files(Table.Patients), "provider_id"));
        var mend = new List<string>();
        if (providers == 0)
            mend.Add("no providers: hand-offs have nobody to go to; map them");
        else if (panels == 0)
            mend.Add("no provider has a panel: lists cannot be parted by panel");
        if (attributed * 2 < patients)
            mend.Add(Text($"{attributed:N0} of {patients:N0} patients have a provider; the others are attributed by their visits, where they have any"));
        Tell("panels and people", mend.Count == 0 ? null : string.Join("; ", mend) + "; accounts of reviewers: 'user add'", Text($"{providers:N0} providers, {panels:N0} with a panel; accounts of reviewers: 'user add'"));
    }

    private void Tell(string step, string? lacks, string there)
    {
        _step++;
        _lacking += lacks is null ? 0 : 1;
        Screens.Line(Text($"{_step} {step}: {(lacks is null ? "there: " + there : "LACKS: " + lacks)}"));
    }

    private void MakeFolder()
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(output);
        else
            Directory.CreateDirectory(output, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    // What lies there may have been worked on.
    private void Propose(string name, Func<string> content)
    {
        var path = Path.Combine(output, name);
        if (File.Exists(path))
        {
            Screens.Line($"  {name} lies there already and stays as it is; move it away to have it made anew");
            return;
        }
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(path, options);
        writer.Write(content());
    }

    private static string Lines(string head, IEnumerable<string> lines) => string.Concat(lines.Prepend(head).Select(l => l + Environment.NewLine));

    private static string Quoted(string cell) => cell.AsSpan().IndexOfAny(",\"\n\r") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
