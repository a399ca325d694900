using System.Buffers.Binary;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Validation;
using Opportune.Sources.People;

namespace Opportune.Runs.Samples;

/// <summary>
/// Draws the samples that people asked for, by which a measure is judged: after a publication, from what it found. Who is drawn is decided by a hash of seed and
/// patient, the smallest first, in each stratum; so it is the same however often and wherever it is drawn. Only then the reports and coded rows of these patients
/// are read: of all other rows no more than whose they are. Restricted records and who opted out are never drawn; where a job keeps no text of reports, nobody is.
/// </summary>
internal static class SampleDraw
{
    private const long RowsAtOnce = 500_000;

    // Of those without a gap so many are read, to find some whose reports mention it and some whose reports do not.
    private const int Pool = 600;

    /// <summary>Draws all that is wanted of what a run published.</summary>
    public static async Task Draw(OpportuneDatabase database, PreparedRun run, IReadOnlyList<EvaluatedBucket> evaluated, RunReport report, CancellationToken cancel)
    {
        var hasText = report.Request.Excerpt != ExcerptLength.None;
        var wanted = await database.Write(connection =>
        {
            if (hasText)
                ValidationTable.AskForDue(connection, report.Request.Validation.MonthlyDays);
            return ValidationTable.Wanted(connection);
        }, cancel);
        var held = report.Held.Select(h => h.Part).ToHashSet();
        foreach (var sample in wanted)
        {
            if (report.Request.Rules.Measures.FirstOrDefault(m => m.Id == sample.Measure) is not { } measure)
                continue;
            if ((!hasText ? DrawProblem.NoText : held.Contains(new(sample.Measure, sample.Site)) ? DrawProblem.Held : (DrawProblem?)null) is { } problem)
            {
                await Note(problem);
                continue;
            }
            try
            {
                await Draw(sample, measure);
            }
            catch (Exception e) when (e is DbException or IOException or InputException)
            {
                await Note(DrawProblem.Failed);
            }

            Task Note(DrawProblem why) => database.Write(connection =>
            {
                ValidationTable.NoteProblem(connection, sample.SampleId, why);
                return 0;
            }, cancel);
        }

        async Task Draw(SampleRow sample, Measure measure)
        {
            var closed = await database.Read(connection => ValidationTable.ClosedByPeople(connection, sample), cancel);
            var cases = new Drawing(run, measure, sample, closed, cancel).Cases(evaluated);
            var hashes = report.Request.Hashes[measure.Id];
            var part = new PublishedPart(measure.Id, sample.Site, report.Request.AsOf, measure.Version, hashes.Measure, hashes.Sets, hashes.Lexicon);
            await database.Write(connection =>
            {
                ValidationTable.Keep(connection, sample.SampleId, part, report.RunId, cases);
                return 0;
            }, cancel);
        }
    }

    /// <summary>One sample.</summary>
    private sealed class Drawing(PreparedRun run, Measure measure, SampleRow sample, HashSet<string> closed, CancellationToken cancel)
    {
        private readonly Dictionary<Stratum, Smallest> _ofGaps = Enum.GetValues<Stratum>().ToDictionary(s => s, s => new Smallest(Room(SampleSizes.Of(sample.Purpose, s))));
        private readonly HashSet<ulong> _withGap = [];

        public IReadOnlyList<DrawnCase> Cases(IReadOnlyList<EvaluatedBucket> evaluated)
        {
            foreach (var gap in GapRun.MergeByPatient([.. evaluated.Select(b => b.Gaps)]).Where(g => g.Measure == measure.Id && (g.Site ?? "") == sample.Site))
            {
                var place = Place(gap.PatientId);
                _withGap.Add(place);
                _ofGaps[StratumOf(gap)].Add(place, gap.PatientId);
            }
            var (patients, pool) = People();
            var chosen = _ofGaps.Values.SelectMany(s => s.InOrder).Where(patients.ContainsKey).Concat(pool).ToHashSet(StringComparer.Ordinal);
            var records = Records(chosen);
            var (mentioned, silent) = Split(pool, records);
            var drawn = new List<(Stratum Stratum, string Patient)>();
            foreach (var stratum in Enum.GetValues<Stratum>())
            {
                var size = SampleSizes.Of(sample.Purpose, stratum);
                List<string> of = [.. _ofGaps[stratum].InOrder.Where(patients.ContainsKey)];
                drawn.AddRange((stratum switch
                {
                    // Half of those whose gap is closed or too fresh, half of those who have none; where there are fewer of one there are more of the other.
                    Stratum.Mention => Mixed(of, mentioned, size),
                    Stratum.NoMention => silent.Take(size),
                    _ => of.Take(size),
                }).Select(p => (stratum, p)));
            }
            return [.. drawn.OrderBy(d => Hash($"order {sample.Seed} {d.Patient}")).Select(d => new DrawnCase(d.Stratum, d.Patient, Shown(patients[d.Patient], records).ToText()))];
        }

        private Stratum StratumOf(Gap gap) => gap.Status switch
        {
            GapStatus.Open => SampleSizes.Of(sample.Purpose, Stratum.ClosedByPerson) > 0 && closed.Contains(gap.PatientId) ? Stratum.ClosedByPerson : Stratum.Listed,
            GapStatus.Excluded or GapStatus.Withheld => Stratum.LeftOut,
            _ => Stratum.Mention,
        };

        // Those who were chosen, and of the others at the site the pool, in the order of their places.
        private (Dictionary<string, PlainPatient> Patients, IReadOnlyList<string> Pool) People()
        {
            var byGap = _ofGaps.Values.SelectMany(s => s.InOrder).ToHashSet(StringComparer.Ordinal);
            var asksPool = SampleSizes.Of(sample.Purpose, Stratum.NoMention) > 0;
            var found = new Dictionary<string, PlainPatient>(StringComparer.Ordinal);
            var pool = new Smallest(asksPool ? Pool : 0);
            var kept = new Dictionary<string, PlainPatient>(StringComparer.Ordinal);
            var turn = new Lock();
            Each(Table.Patients, slice =>
            {
                foreach (var patient in PatientPages.Patients(run.Folder, slice, cancel).Where(p => !p.IsShut && !run.MergedPatients.ContainsKey(p.PatientId)))
                {
                    if (byGap.Contains(patient.PatientId))
                    {
                        lock (turn)
                            found.TryAdd(patient.PatientId, patient);
                    }
                    else if (asksPool && (patient.Site ?? "") == sample.Site && Place(patient.PatientId) is var place && !_withGap.Contains(place))
                    {
                        lock (turn)
                        {
                            if (pool.Add(place, patient.PatientId))
                                kept[patient.PatientId] = patient;
                        }
                    }
                }
            });
            IReadOnlyList<string> order = [.. pool.InOrder];
            foreach (var id in order)
                found[id] = kept[id];
            return (found, order);
        }

        private ILookup<string, RecordRow> Records(HashSet<string> chosen)
        {
            var wanted = chosen.ToDictionary(p => p, p => p, StringComparer.Ordinal);
            foreach (var (from, into) in run.MergedPatients.Where(m => chosen.Contains(m.Value)))
                wanted[from] = into;
            var rows = new List<RecordRow>();
            var turn = new Lock();
            foreach (var table in PatientPages.Tables.Where(t => run.Folder.Tables.Contains(t)).Order())
            {
                Each(table, slice =>
                {
                    List<RecordRow> some = [.. PatientPages.Rows(run.Folder, slice, wanted, cancel).Where(r => r.Date <= run.Request.AsOf)];
                    lock (turn)
                        rows.AddRange(some);
                });
            }
            return rows.ToLookup(r => r.PatientId, StringComparer.Ordinal);
        }

        // Who has no report was not looked at, and says nothing.
        private (List<string> Mentioned, List<string> Silent) Split(IReadOnlyList<string> pool, ILookup<string, RecordRow> records)
        {
            var concepts = measure.Index.Classes.SelectMany(c => c.AnyOf).SelectMany(e => e.Concepts).ToHashSet(StringComparer.Ordinal);
            var reader = new Reading.ReportReader(run.Request.Lexicon);
            var (mentioned, silent, found) = (new List<string>(), new List<string>(), new List<Mention>());
            foreach (var patient in pool)
            {
                var reports = Reports(records[patient]).Where(r => r.Date >= measure.Index.LookBackFrom(run.Request.AsOf) && r.Text.Length > 0).ToList();
                if (reports.Count == 0)
                    continue;
                found.Clear();
                foreach (var report in reports)
                    reader.Read(Encoding.UTF8.GetBytes(report.Text), null, found);
                (found.Exists(m => concepts.Contains(m.Concept)) ? mentioned : silent).Add(patient);
            }
            return (mentioned, silent);
        }

        private ShownCase Shown(PlainPatient patient, ILookup<string, RecordRow> records)
        {
            List<ShownReport> reports = [.. Reports(records[patient.PatientId]).OrderByDescending(r => r.Date).ThenBy(r => r.Text, StringComparer.Ordinal)];
            List<ShownFact> facts =
            [
                .. records[patient.PatientId].Where(r => r.Code is not null || r.Table != Table.ImagingFindings)
                    .Select(r => new ShownFact(CanonicalTable.Of(r.Table).Name, r.Date, $"{r.CodeSystem} {CodeSystems.ShownCode(r.CodeSystem, r.Code ?? "")}".Trim(), string.Join(": ", new[] { r.Table == Table.ImagingFindings ? null : r.Display ?? r.Text, r.Value }.OfType<string>()) is { Length: > 0 } said ? said : null, r.Status))
                    .Distinct().OrderByDescending(f => f.Date).ThenBy(f => f.Table, StringComparer.Ordinal).ThenBy(f => f.Code, StringComparer.Ordinal).ThenBy(f => f.Display, StringComparer.Ordinal),
            ];
            return new()
            {
                AsOf = run.Request.AsOf,
                Age = patient.BirthDate is { } born ? Patient.AgeOn(born, run.Request.AsOf) : null,
                Sex = patient.Sex,
                Reports = [.. reports.Take(MostReports)],
                Facts = [.. facts.Take(MostFacts)],
                Older = Math.Max(0, reports.Count - MostReports) + Math.Max(0, facts.Count - MostFacts),
            };
        }

        private static IEnumerable<ShownReport> Reports(IEnumerable<RecordRow> rows) =>
            rows.Where(r => r.Table == Table.ImagingFindings && r.Text is not null).GroupBy(r => (r.Accession, r.Date))
                .Select(g => new ShownReport(g.Key.Date, g.First().Modality, g.First().BodyPart, string.Join('\n', g.OrderBy(r => r.Line ?? 0).Select(r => r.Section is { } section ? $"{section}: {r.Text}" : r.Text))));

        private void Each(Table table, Action<SourceSlice> work) => Workers.Run(SourceSlice.Cut(run.Folder, table, RowsAtOnce), run.Request.Threads, () => 0, (_, slice) =>
        {
            work(slice);
            return 0;
        }, cancel);

        private ulong Place(string patient) => Hash($"{sample.Seed} {patient}");

        private static IEnumerable<string> Mixed(List<string> ofGaps, List<string> others, int size)
        {
            var fromGaps = Math.Max(size / 2, size - others.Count);
            List<string> first = [.. ofGaps.Take(fromGaps)];
            return first.Concat(others.Take(size - first.Count));
        }

        private static ulong Hash(string text) => BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

        private static int Room(int size) => size == 0 ? 0 : (2 * size) + 20;
    }

    private const int MostReports = 20;
    private const int MostFacts = 150;

    /// <summary>Those with the smallest places, so many at most.</summary>
    private sealed class Smallest(int most)
    {
        private readonly SortedSet<(ulong Place, string Patient)> _kept = new(Comparer<(ulong Place, string Patient)>.Create((a, b) =>
            a.Place.CompareTo(b.Place) is var order and not 0 ? order : string.CompareOrdinal(a.Patient, b.Patient)));

        public IEnumerable<string> InOrder => _kept.Select(k => k.Patient);

        /// <summary>Adds one; false: it is not among them.</summary>
        public bool Add(ulong place, string patient)
        {
            if (_kept.Count == most && (most == 0 || place > _kept.Max.Place))
                return false;
            _kept.Add((place, patient));
            if (_kept.Count > most)
                _kept.Remove(_kept.Max);
            return true;
        }
    }
}
