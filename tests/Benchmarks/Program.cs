using System.CommandLine;
using Opportune.Tests.Benchmarks;
using Opportune.Tests.Benchmarks.Audit;
using Opportune.Tests.Benchmarks.Measuring;
using Opportune.Tests.Benchmarks.Pages;
using Opportune.Tests.Benchmarks.Reading;
using Opportune.Tests.Benchmarks.Sources;
using Opportune.Tests.Benchmarks.WholeJob;
using Opportune.Tests.Unit.Columnar;

var findings = new Option<long>("--findings") { Description = "Imaging findings to make and run over.", DefaultValueFactory = _ => 1_000_000 };
var threads = new Option<string>("--threads") { Description = "Thread counts to measure, with commas.", DefaultValueFactory = _ => "1,2" };
var repeats = new Option<int>("--repeats") { Description = "How often to measure each.", DefaultValueFactory = _ => 3 };
var seed = new Option<int>("--seed") { Description = "What the workload is drawn from.", DefaultValueFactory = _ => 1 };
var folder = new Option<string?>("--folder") { Description = "Where workloads are kept (default: .opportune/bench of the checkout).", HelpName = "DIR" };
var root = new RootCommand("Times the nightly job over an invented hospital, beside DuckDB on the same files.") { findings, threads, repeats, seed, folder };
root.SetAction((parsed, cancel) =>
{
    var workload = Workload.Make(parsed.GetValue(findings), parsed.GetValue(seed), parsed.GetValue(folder));
    var counts = parsed.GetValue(threads)!.Split(',').Select(int.Parse).ToList();
    return Session.Run(workload, counts, parsed.GetValue(repeats), cancel);
});

// What a session starts as programs of their own, so that each has its own memory and its own cold code.
var input = new Argument<string>("input");
var ownThreads = new Argument<int>("threads");
var job = new Command("measure-job", "One measurement of the nightly job; prints it as JSON.") { input, ownThreads };
job.SetAction(parsed => JobMeasure.Print(parsed.GetRequiredValue(input), parsed.GetRequiredValue(ownThreads)));
var text = new Command("measure-text", "One measurement of the text column alone; prints it as JSON.") { input, ownThreads };
text.SetAction(parsed => TextMeasure.Print(parsed.GetRequiredValue(input), parsed.GetRequiredValue(ownThreads)));
var entries = new Option<int>("--entries") { Description = "Open entries, one a patient.", DefaultValueFactory = _ => 500_000 };
var changed = new Option<int>("--changed") { Description = "Of a hundred patients so many change on the second night.", DefaultValueFactory = _ => 1 };
var database = new Option<string>("--database") { Description = "An empty database.", HelpName = "URL", Required = true };
var publish = new Command("publish", "Times comparing and publishing a long list, night after night.") { entries, changed, database };
publish.SetAction((parsed, cancel) => PublishMeasure.Print(parsed.GetValue(entries), parsed.GetValue(changed), parsed.GetRequiredValue(database), cancel));
root.Add(publish);
var tableRows = new Option<long>("--rows") { Description = "Rows of the table.", DefaultValueFactory = _ => 5_000_000 };
var columns = new Command("columns", "Times reading columns of Parquet, beside DuckDB on the same files.") { tableRows, threads, repeats, folder };
columns.SetAction((parsed, cancel) => ColumnSession.Run(
    parsed.GetValue(tableRows), [.. parsed.GetValue(threads)!.Split(',').Select(int.Parse)], parsed.GetValue(repeats), parsed.GetValue(folder) ?? Path.Combine(Repository.Root, ".opportune", "bench"), cancel));
root.Add(columns);
var measureColumns = new Command("measure-columns", "One measurement of reading columns; prints it as JSON.") { input, ownThreads };
measureColumns.SetAction(parsed => ColumnsMeasure.Print(parsed.GetRequiredValue(input), parsed.GetRequiredValue(ownThreads)));
root.Add(measureColumns);
var asOf = new Option<DateOnly>("--as-of");
var cache = new Option<string?>("--cache");
var night = new Command("measure-night", "One measurement of one night; prints it as JSON.") { input, ownThreads, asOf, cache };
night.SetAction(parsed => NightMeasure.Print(parsed.GetRequiredValue(input), parsed.GetValue(asOf), parsed.GetValue(cache), parsed.GetRequiredValue(ownThreads)));
var nights = new Command("second-night", "Times a second night with one new row for a hundred, with a cache and without.") { findings, threads, repeats, seed, folder };
nights.SetAction(async (parsed, cancel) =>
{
    var workload = Workload.Make(parsed.GetValue(findings), parsed.GetValue(seed), parsed.GetValue(folder));
    foreach (var count in parsed.GetValue(threads)!.Split(',').Select(int.Parse))
        await SecondNight.Run(workload, parsed.GetValue(seed), count, parsed.GetValue(repeats), cancel);
    return 0;
});
var units = new Command("measure-units", "One run in memory and one by units over files, one thread, in turns; prints processor time as JSON.") { input, repeats };
units.SetAction((parsed, cancel) => UnitsMeasure.Print(parsed.GetRequiredValue(input), parsed.GetValue(repeats), cancel));
root.Add(units);
var workers = new Command("workers", "Times a run that one worker carries out, and two, of one thread each, on an empty PostgreSQL database.") { findings, repeats, seed, folder, database };
workers.SetAction((parsed, cancel) =>
    WorkerRuns.Run(Workload.Make(parsed.GetValue(findings), parsed.GetValue(seed), parsed.GetValue(folder)), parsed.GetRequiredValue(database), parsed.GetValue(repeats), cancel));
root.Add(workers);
var listed = new Option<int>("--entries") { Description = "Entries of the list.", DefaultValueFactory = _ => 1_000_000 };
var users = new Option<int>("--users") { Description = "People at work at once.", DefaultValueFactory = _ => 20 };
var minutes = new Option<double>("--minutes") { Description = "How long they work.", DefaultValueFactory = _ => 5 };
var pages = new Command("pages", "Times the pages over a long list with people at work on it, on this machine alone.") { database, listed, users, minutes };
pages.SetAction((parsed, cancel) => PagesMeasure.Run(parsed.GetRequiredValue(database), parsed.GetValue(listed), parsed.GetValue(users), parsed.GetValue(minutes), cancel));
root.Add(pages);
var live = new Command("live-pages", "Costs of pages of a run at work that are open at once, on an empty database.") { database, users, minutes };
live.SetAction((parsed, cancel) => PagesMeasure.Watch(parsed.GetRequiredValue(database), parsed.GetValue(users), parsed.GetValue(minutes), cancel));
root.Add(live);
var role = new Option<string>("--role") { DefaultValueFactory = _ => "reviewer" };
var host = new Command("serve-pages", "The pages, for people whom 'pages' sends.") { database, users, role };
host.SetAction((parsed, cancel) => PagesHost.Serve(parsed.GetRequiredValue(database), parsed.GetValue(users), Opportune.Core.EntryNames.Parse<Opportune.Core.Role>(parsed.GetValue(role)!), cancel));
root.Add(host);
var data = new Option<string>("--data") { Description = "Evaluation data: folder with chest_ct_reports.tsv and its like.", HelpName = "DIR", Required = true };
var megabytes = new Option<long>("--megabytes") { Description = "Text of each kind.", DefaultValueFactory = _ => 1000 };
var reading = new Command("reading", "Times reading of real reports, repeated, shuffled and made unlike, beside DuckDB on the same files.") { data, megabytes, threads, repeats, seed, folder };
reading.SetAction((parsed, cancel) => ReadingSession.Run(
    parsed.GetRequiredValue(data), parsed.GetValue(folder), parsed.GetValue(megabytes), parsed.GetValue(seed), [.. parsed.GetValue(threads)!.Split(',').Select(int.Parse)], parsed.GetValue(repeats), cancel));
root.Add(reading);
var sentences = new Command("measure-sentences", "Sentences with and without a hit, apart, in memory; prints JSON.") { input, ownThreads };
sentences.SetAction(parsed => SentenceMeasure.Print(parsed.GetRequiredValue(input)));
root.Add(sentences);
var many = new Option<string>("--patients") { Description = "Numbers of patients to measure, with commas.", DefaultValueFactory = _ => "10000,100000,1000000" };
var each = new Option<int>("--events") { Description = "Events of each patient.", DefaultValueFactory = _ => 200 };
var logic = new Command("patients", "Times all shipped measures over patients in memory, without reading anything.") { many, each, threads, seed };
logic.SetAction(parsed => PatientLogic.Run(
    [.. parsed.GetValue(many)!.Split(',').Select(int.Parse)], parsed.GetValue(each), [.. parsed.GetValue(threads)!.Split(',').Select(int.Parse)], parsed.GetValue(seed)));
root.Add(logic);
var lines = new Option<int>("--megabytes") { Description = "Lines in memory, and of each kind in files.", DefaultValueFactory = _ => 200 };
var fhir = new Command("fhir", "Times reading FHIR lines beside the framework's JSON, and taking FHIR and HL7 v2 files.") { lines, repeats };
fhir.SetAction((parsed, cancel) => Task.FromResult(FhirSession.Run(parsed.GetValue(lines), parsed.GetValue(repeats), cancel)));
root.Add(fhir);
var emptyServer = new Option<string?>("--database") { Description = "An empty PostgreSQL database; without it none is read.", HelpName = "URL" };
var readers = new Command("readers", "Times every reader of a source, from files or a database to a snapshot: MB/s, rows a second, processor seconds.") { lines, repeats, emptyServer };
readers.SetAction((parsed, cancel) => Task.FromResult(ReadersSession.Run(parsed.GetValue(lines), parsed.GetValue(repeats), parsed.GetValue(emptyServer), cancel)));
root.Add(readers);
var records = new Option<int>("--records") { Description = "Records of the trail.", DefaultValueFactory = _ => 1_000_000 };
var audit = new Command("audit", "Times keeping and verifying a long audit trail, and looks whether every changed record is found.") { records };
audit.SetAction((parsed, cancel) => AuditMeasure.Run(parsed.GetValue(records), cancel));
root.Add(audit);
var sizes = new Option<string>("--sizes") { Description = "Numbers of findings, with commas.", DefaultValueFactory = _ => "1000000,5000000" };
var codecs = new Option<string>("--codecs") { Description = "How the files are compressed, with commas.", DefaultValueFactory = _ => "snappy,zstd" };
var secondNight = new Option<bool>("--second-night") { Description = "A second night in place of the first, beside the SQL over all rows." };
var whole = new Command("whole-job", "Times the whole job over files that DuckDB wrote, beside the same lists in SQL and in plain C#.") { sizes, codecs, threads, repeats, seed, folder, secondNight };
whole.SetAction((parsed, cancel) => WholeSession.Run(
    [.. parsed.GetValue(sizes)!.Split(',').Select(long.Parse)], parsed.GetValue(codecs)!.Split(','), [.. parsed.GetValue(threads)!.Split(',').Select(int.Parse)],
    parsed.GetValue(repeats), parsed.GetValue(seed), parsed.GetValue(secondNight), parsed.GetValue(folder) ?? Path.Combine(Repository.Root, ".opportune", "bench"), cancel));
root.Add(whole);
var few = new Option<long>("--findings") { Description = "Imaging findings to make and scan.", DefaultValueFactory = _ => 200_000 };
var instructions = new Command("instructions", "Counts the instructions of a scan with valgrind's callgrind.") { few, codecs, seed, folder };
instructions.SetAction(async (parsed, cancel) =>
{
    foreach (var codec in parsed.GetValue(codecs)!.Split(','))
        await ScanInstructions.Run(parsed.GetValue(few), codec, parsed.GetValue(seed), parsed.GetValue(folder) ?? Path.Combine(Repository.Root, ".opportune", "bench"), cancel);
    return 0;
});
root.Add(instructions);
foreach (var (name, measure) in new (string, Action<string, int>)[]
{
    ("measure-whole", (at, count) => WholeMeasure.PrintProduct(at, count, jobs: null)),
    ("measure-seven", (at, count) => WholeMeasure.PrintProduct(at, count, Path.Combine(Repository.Root, "jobs"))),
    ("measure-plain", WholeMeasure.PrintPlain),
    ("measure-roof", Roof.Print),
    ("measure-scan", ScanInstructions.Scan),
})
{
    var one = new Command(name, "One measurement of one way; prints it as JSON.") { input, ownThreads };
    one.SetAction(parsed => measure(parsed.GetRequiredValue(input), parsed.GetRequiredValue(ownThreads)));
    root.Add(one);
}
root.Add(night);
root.Add(nights);
root.Add(job);
root.Add(text);
return await root.Parse(args).InvokeAsync();
