using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Opportune.Columnar;
using Opportune.Core;
using Opportune.Sources.Conversions;
using Opportune.Sources.Fhir;
using Opportune.Sources.Hl7;
using Opportune.Sources.Snapshots;

namespace Opportune.Tests.Benchmarks.Sources;

/// <summary>Reading FHIR lines beside the framework's reader in the same run, and whole sources from files to a snapshot.</summary>
internal static class FhirSession
{
    private const double Mega = 1e6;

    private static readonly FhirSource Source = new()
    {
        Id = "bench",
        Title = "invented",
        Hash = "",
        Zone = TimeZoneInfo.FindSystemTimeZoneById("America/Chicago"),
        ImagingCategories = new HashSet<string> { "RAD" },
        Modalities = [new(null, null, ["CT"], "CT")],
    };

    /// <summary>Measures all.</summary>
    /// <param name="megabytes">Lines in memory, and of each kind in files.</param>
    /// <param name="repeats">How often each is measured.</param>
    /// <param name="cancel">Stops between two measurements.</param>
    public static int Run(int megabytes, int repeats, CancellationToken cancel)
    {
        var lines = FhirLines.Make(megabytes * 1_000_000, seed: 1);
        var places = Split(lines);
        var halves = new[] { places[..(places.Count / 2)], places[(places.Count / 2)..] };
        var mappers = new[] { new Mapper(), new Mapper() };
        (string Name, Action Measure)[] all =
        [
            ("JsonDocument.Parse a line, one thread", () => Parse(lines, places)),
            ("lines checked and their fields found, one thread", () => Find(lines, places)),
            ("and into rows of the canonical tables, one thread", () => mappers[0].Map(lines, places)),
            ("lines checked and their fields found, two threads", () => Parallel.ForEach(halves, h => Find(lines, h))),
            ("and into rows of the canonical tables, two threads", () => Parallel.For(0, 2, i => mappers[i].Map(lines, halves[i]))),
        ];
        var seconds = all.Select(_ => new List<double>()).ToList();
        var processor = all.Select(_ => new List<double>()).ToList();
        // In turns, so that what the machine does meanwhile meets all alike; the first turns warm up.
        for (var turn = -5; turn < repeats; turn++)
        {
            for (var i = 0; i < all.Length; i++)
            {
                cancel.ThrowIfCancellationRequested();
                var (watch, before) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime);
                all[i].Measure();
                if (turn < 0)
                    continue;
                seconds[i].Add(watch.Elapsed.TotalSeconds);
                processor[i].Add((Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds);
            }
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{lines.Length / Mega:0} MB in {places.Count:N0} lines; medians of {repeats} (best)\n"));
        Console.WriteLine("| what | MB/s | times JsonDocument.Parse | MB a processor second | times JsonDocument.Parse, by it |\n|---|---|---|---|---|");
        for (var i = 0; i < all.Length; i++)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {all[i].Name} | {lines.Length / Median(seconds[i]) / Mega:0} ({lines.Length / seconds[i].Min() / Mega:0}) | {Median(seconds[0]) / Median(seconds[i]):0.00} ({seconds[0].Min() / seconds[i].Min():0.00}) | {lines.Length / Median(processor[i]) / Mega:0} | {Median(processor[0]) / Median(processor[i]):0.00} |"));
        Take(megabytes, cancel);
        return 0;
    }

    private static void Take(int megabytes, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("opportune-bench-").FullName;
        try
        {
            foreach (var kind in new[] { "Observation", "DiagnosticReport" })
                FhirLines.Write(Directory.CreateDirectory(Path.Combine(folder, "fhir")).FullName + $"/{kind}.ndjson", kind, megabytes * 1_000_000L, seed: 2);
            Hl7Lines.Write(Directory.CreateDirectory(Path.Combine(folder, "hl7")).FullName + "/a.hl7", megabytes * 1_000_000L, seed: 3);
            Console.WriteLine("\n| from files to a snapshot | MB/s | most memory so far, MB |\n|---|---|---|");
            foreach (var threads in new[] { 1, 2 })
                Measure($"FHIR, {threads} thread(s)", "fhir", writer => FhirTaking.Take(Source, Path.Combine(folder, "fhir"), writer, threads, cancel));
            Measure("HL7 v2, 1 thread", "hl7", writer => Hl7Taking.Take(Hl7Lines.Source, Path.Combine(folder, "hl7"), writer, 1, cancel));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        void Measure(string name, string source, Action<SnapshotWriter> take)
        {
            var bytes = new DirectoryInfo(Path.Combine(folder, source)).EnumerateFiles().Sum(f => f.Length);
            var watch = Stopwatch.StartNew();
            using (var writer = SnapshotWriter.Begin(Path.Combine(folder, "taken"), source, TimeProvider.System))
            {
                take(writer);
                writer.Finish();
            }
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {bytes / watch.Elapsed.TotalSeconds / Mega:0} | {Process.GetCurrentProcess().PeakWorkingSet64 / Mega:0} |"));
            Directory.Delete(Path.Combine(folder, "taken"), recursive: true);
        }
    }

    private static void Parse(byte[] lines, List<(int Start, int Length)> places)
    {
        foreach (var (start, length) in places)
        {
            using var document = JsonDocument.Parse(lines.AsMemory(start, length));
        }
    }

    private static void Find(byte[] lines, List<(int Start, int Length)> places)
    {
        var resource = new FhirResource();
        foreach (var (start, length) in places)
        {
            if (!resource.Read(lines.AsMemory(start, length)))
                throw new InvalidOperationException("a line is broken");
        }
    }

    // What one file of a taking has: its rows are gathered and, in place of being written, forgotten.
    private sealed class Mapper
    {
        private readonly List<RowBatch> _rows = [.. CanonicalTable.All.Select(t => new RowBatch(CanonicalSchema.Of(t.Table)))];
        private readonly FhirResource _resource = new();
        private readonly FhirMapping _mapping;

        public Mapper()
        {
            var writers = CanonicalTable.All.Select((t, i) => new PartWriter(_rows[i], t)).ToList();
            _mapping = new(Source, t => writers[(int)t], new FhirLinks(Path.GetTempPath()));
        }

        public void Map(byte[] lines, List<(int Start, int Length)> places)
        {
            for (var i = 0; i < places.Count; i++)
            {
                if (!_resource.Read(lines.AsMemory(places[i].Start, places[i].Length)) || !_mapping.Add(_resource).IsUsed)
                    throw new InvalidOperationException("a line is broken");
                if (i % 8192 == 0)
                    _rows.ForEach(r => r.Clear());
            }
        }
    }

    private static List<(int Start, int Length)> Split(byte[] lines)
    {
        var places = new List<(int, int)>();
        for (var start = 0; start < lines.Length;)
        {
            var length = lines.AsSpan(start).IndexOf((byte)'\n');
            places.Add((start, length));
            start += length + 1;
        }
        return places;
    }

    private static double Median(List<double> seconds) => seconds.Order().ElementAt(seconds.Count / 2);
}

/// <summary>Invented HL7 v2 reports.</summary>
internal static class Hl7Lines
{
    public static Hl7Source Source { get; } = new()
    {
        Id = "bench",
        Title = "invented",
        Hash = "",
        Zone = TimeZoneInfo.Utc,
        Accession = [new("OBR", 3, 1)],
        Modalities = [new("CT", null, [], "CT")],
        Sections = new Dictionary<string, string> { ["IMP"] = "impression", ["GDT"] = "findings" },
        Statuses = new Dictionary<string, Hl7Status> { ["F"] = Hl7Status.Final },
    };

    public static void Write(string path, long bytes, int seed)
    {
        var random = new Random(seed);
        using var file = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 16);
        for (var i = 0; file.BaseStream.Length < bytes; i++)
        {
            var patient = random.Next(1, 500_000);
            file.Write($"MSH|^~\\&|RIS|NORTH|X|Y|20260202120000||ORU^R01^ORU_R01|{i}|P|2.5.1\rPID|1||{patient}^^^HOSP^MR||Who^Ada||19500304|F\rPV1|1|O\r");
            file.Write($"OBR|1||A{i}|71250^CT Chest^C4|||20260201100000|||||||||77^Doe||||||20260202120000||CT|F\r");
            for (var line = 1; line <= random.Next(8, 20); line++)
                file.Write($"OBX|{line}|TX|{(line < 6 ? "1&GDT" : "1&IMP")}^x^L|{line}|Invented sentence {random.Next(1000)} about the chest, and nothing was found there.||||||F\r");
        }
    }
}
