using Opportune.Engine;
using Opportune.Engine.Evaluation;
using Opportune.Sources.People;

namespace Opportune.Runs;

/// <summary>
/// What a process needs of the steps before the one that it works on, read from their files once: the candidates, the
/// records, the sums. Made again when other files are named, because one was damaged. Thread-safe.
/// </summary>
internal sealed class CommittedFiles(PlannedRun run, SharedFolder folder, IReadOnlyList<SharedPartition> units, Func<SharedPartition, IReadOnlyDictionary<int, string>, string> keyOf, OwnWork own) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<Exchange> _opened = [];
    private readonly List<EvaluatedBucket> _read = [];
    private (string Files, CandidateSet Made)? _candidates;
    private (string Files, Opened Made)? _exchange;
    private (string Files, PreparedRun Made)? _prepared;
    private (string Files, IReadOnlyList<EvaluatedBucket> Made)? _evaluated;
    private (string Files, WantedPatients Made)? _wanted;
    private (string Files, PatientDirectory Made)? _listed;
    private (string Files, PatientDirectory Made)? _attributed;

    /// <summary>Whom the scan found.</summary>
    public CandidateSet Candidates(IReadOnlyDictionary<int, string> committed)
    {
        lock (_lock) // The first thread makes it, the others wait for it.
        {
            return Once(ref _candidates, NamesOf(committed, SharedStep.Scan), () =>
            {
                var files = Open(committed, SharedStep.Scan);
                try
                {
                    return CandidateSet.From(run.Plan, files);
                }
                finally
                {
                    files.ForEach(f => f.Dispose());
                }
            });
        }
    }

    /// <summary>The records of scan and gather.</summary>
    public Exchange Exchange(IReadOnlyDictionary<int, string> committed)
    {
        lock (_lock)
        {
            return OpenedOf(committed).Exchange;
        }
    }

    /// <summary>The run with which buckets are evaluated.</summary>
    public PreparedRun Prepared(IReadOnlyDictionary<int, string> committed)
    {
        lock (_lock)
        {
            return Once(ref _prepared, NamesOf(committed, SharedStep.Count), () =>
            {
                var (exchange, files) = OpenedOf(committed);
                return new PreparedRun(run, exchange, files.Select(f => f.Output), Controls(committed));
            });
        }
    }

    /// <summary>The run with everything that scan and gather counted, for its end; another each time, for its end adds to it.</summary>
    public PreparedRun Summed(IReadOnlyDictionary<int, string> committed)
    {
        lock (_lock)
        {
            var (exchange, files) = OpenedOf(committed);
            return new PreparedRun(run, exchange, files.Select(f => f.OutputWithRejects()), Controls(committed));
        }
    }

    /// <summary>The source, to be asked who takes care of those who are listed.</summary>
    public PatientDirectory Listed(IReadOnlyDictionary<int, string> committed)
    {
        lock (_lock)
        {
            return Once(ref _listed, NamesOf(committed, SharedStep.Evaluate), () => ListedPeople.Directory(run, Wanted(committed)));
        }
    }

    /// <summary>The source, to be asked who they are, when it is known who takes care of them.</summary>
    public PatientDirectory Attributed(IReadOnlyDictionary<int, string> committed)
    {
        lock (_lock)
        {
            return Once(ref _attributed, NamesOf(committed, SharedStep.Care), () =>
            {
                var directory = ListedPeople.Directory(run, Wanted(committed));
                foreach (var unit in units.Where(u => u.Step == SharedStep.Care))
                {
                    directory.Add(StepFile.Open(folder[NameOf(unit, committed)], keyOf(unit, committed), (file, body) =>
                    {
                        using (file)
                            return CareBook.Read(body);
                    }));
                }
                return directory;
            });
        }
    }

    /// <summary>What came of all buckets, in their order, but for those of units that were given up. They are closed with the run.</summary>
    public IReadOnlyList<EvaluatedBucket> Evaluated(IReadOnlyDictionary<int, string> committed)
    {
        lock (_lock)
        {
            return Once(ref _evaluated, NamesOf(committed, SharedStep.Evaluate), () =>
            {
                own.ForgetRecords();
                var buckets = new List<EvaluatedBucket>();
                foreach (var unit in units.Where(u => u.Step == SharedStep.Evaluate && committed.ContainsKey(u.Id)))
                {
                    var name = NameOf(unit, committed);
                    var read = EvaluatedFile.Read(folder[name], keyOf(unit, committed), run.Request.Rules.Measures, own.TryKeep, own.Gaps(name));
                    _read.AddRange(read);
                    buckets.AddRange(read);
                }
                return buckets;
            });
        }
    }

    public void Dispose()
    {
        _opened.ForEach(e => e.Dispose());
        _read.ForEach(b => b.Gaps.Dispose());
    }

    private static T Once<T>(ref (string Files, T Made)? made, string files, Func<T> make)
    {
        if (made?.Files != files)
            made = (files, make());
        return made.Value.Made;
    }

    private Opened OpenedOf(IReadOnlyDictionary<int, string> committed) => Once(ref _exchange, NamesOf(committed, SharedStep.Gather), () =>
    {
        // Closed with the run: another thread may still read one that was opened before.
        var exchange = new Exchange(run.Plan);
        _opened.Add(exchange);
        var files = Open(committed, SharedStep.Gather);
        files.ForEach(exchange.Adopt);
        return new(exchange, files);
    });

    // In the order of the plan.
    private List<PartitionFile> Open(IReadOnlyDictionary<int, string> committed, SharedStep upTo)
    {
        var files = new List<PartitionFile>();
        try
        {
            foreach (var unit in units.Where(u => u.Step <= upTo))
            {
                var name = NameOf(unit, committed);
                files.Add(PartitionFile.Open(folder[name], keyOf(unit, committed), run.Plan, own.Records(name)));
            }
            return files;
        }
        catch
        {
            files.ForEach(f => f.Dispose());
            throw;
        }
    }

    private SiteControls Controls(IReadOnlyDictionary<int, string> committed)
    {
        var controls = new SiteControls();
        foreach (var unit in units.Where(u => u.Step == SharedStep.Count))
        {
            controls.Add(StepFile.Open(folder[NameOf(unit, committed)], keyOf(unit, committed), (file, body) =>
            {
                using (file)
                    return SiteControls.Read(body);
            }));
        }
        return controls;
    }

    private string NamesOf(IReadOnlyDictionary<int, string> committed, SharedStep upTo) =>
        string.Join('\n', units.Where(u => u.Step <= upTo && (u.Step != SharedStep.Evaluate || committed.ContainsKey(u.Id))).Select(u => NameOf(u, committed)));

    private WantedPatients Wanted(IReadOnlyDictionary<int, string> committed) =>
        Once(ref _wanted, NamesOf(committed, SharedStep.Evaluate), () => ListedPeople.Of(Evaluated(committed)));

    /// <summary>The file of a unit.</summary>
    /// <exception cref="InvalidOperationException">It is not done yet.</exception>
    public static string NameOf(SharedPartition unit, IReadOnlyDictionary<int, string> committed) => committed.TryGetValue(unit.Id, out var name)
        ? name
        : throw new InvalidOperationException($"{unit.Name} is not done yet");

    private sealed record Opened(Exchange Exchange, List<PartitionFile> Files);
}
