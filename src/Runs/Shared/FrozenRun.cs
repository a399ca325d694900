using System.Security.Cryptography;
using System.Text.Json;
using Opportune.Core;

namespace Opportune.Runs;

/// <summary>
/// What all processes of a shared run must agree on, written down when it is planned: program, rules, inputs, cut, and the rows
/// that reviewers had entered until then.
/// </summary>
internal sealed record FrozenRun
{
    /// <summary>The compiled program (<see cref="ProgramIdentity"/>).</summary>
    public required string Program { get; init; }

    /// <summary>Hash of the rules' files.</summary>
    public required string Rules { get; init; }

    /// <summary>Hash of the lexicon.</summary>
    public required string Lexicon { get; init; }

    /// <summary>The job.</summary>
    public required string Job { get; init; }

    /// <summary>As of when.</summary>
    public required DateOnly AsOf { get; init; }

    /// <summary>Number of patient buckets.</summary>
    public required int Buckets { get; init; }

    /// <summary>How it is cut.</summary>
    public required SharedCut Cut { get; init; }

    /// <summary>Whether it publishes a list.</summary>
    public required bool IsListed { get; init; }

    /// <summary>The input files.</summary>
    public required IReadOnlyList<FrozenFile> Inputs { get; init; }

    /// <summary>Rows that reviewers entered.</summary>
    public required IReadOnlyList<ReportedRow> Reported { get; init; }

    /// <summary>Deaths that they entered.</summary>
    public required IReadOnlyDictionary<string, DateOnly> ReportedDeaths { get; init; }

    /// <summary>Freezes a run.</summary>
    public static FrozenRun Of(PlannedRun run, SharedCut cut, bool isListed) => new()
    {
        Program = ProgramIdentity.Hash,
        Rules = run.Request.RulesHash,
        Lexicon = run.Request.Lexicon.Hash,
        Job = run.Request.Job,
        AsOf = run.Request.AsOf,
        Buckets = run.Plan.Buckets,
        Cut = cut,
        IsListed = isListed,
        Inputs = FilesOf(run),
        Reported = run.Request.Reported,
        ReportedDeaths = run.Request.ReportedDeaths,
    };

    /// <summary>Reads one, and the hash that identifies it.</summary>
    /// <exception cref="InputException">It is not there, or cannot be read.</exception>
    public static (FrozenRun Frozen, string Hash) Read(SharedFolder folder, string name)
    {
        try
        {
            var bytes = File.ReadAllBytes(folder[name]);
            return (JsonSerializer.Deserialize<FrozenRun>(bytes)!, Convert.ToHexStringLower(SHA256.HashData(bytes)));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputException($"{folder[name]} is not there: the folder that all workers share must be the same for each, and stay until the run's end");
        }
        catch (JsonException)
        {
            throw new InputException($"{folder[name]} is not a plan of this program; run again");
        }
    }

    /// <summary>Writes it.</summary>
    /// <exception cref="IOException">No space, or the disk failed.</exception>
    public void Write(SharedFolder folder, string name) => folder.Write(name, stream => JsonSerializer.Serialize(stream, this));

    /// <summary>The request as it was frozen, of a process that has the same rules.</summary>
    /// <exception cref="OtherProgramException">It has not.</exception>
    public RunRequest ApplyTo(RunRequest request)
    {
        if (Program != ProgramIdentity.Hash)
            throw new OtherProgramException($"the run was planned by another build of the program than this ({request.Program}); give all workers the same");
        if (Rules != request.RulesHash || Lexicon != request.Lexicon.Hash)
            throw new OtherProgramException("the run was planned with other rules than this worker has; give all workers the same jobs folder");
        if (Job != request.Job || AsOf != request.AsOf)
            throw new OtherProgramException($"the run was planned for {Job} as of {AsOf:yyyy-MM-dd}, not for {request.Job} as of {request.AsOf:yyyy-MM-dd}");
        // What is kept from run to run is kept by one process, and each process of a shared run does something else each night.
        return request with { Buckets = Buckets, Reported = Reported, ReportedDeaths = ReportedDeaths, Cache = null };
    }

    /// <summary>Refuses an input that is not what was planned.</summary>
    /// <exception cref="InputException">It is not.</exception>
    public void RefuseOtherInput(PlannedRun run)
    {
        var now = FilesOf(run);
        if (Inputs.Concat(now).FirstOrDefault(f => !Inputs.Contains(f) || !now.Contains(f)) is { } changed)
            throw new InputException($"{changed.Name} is not as it was when the run was planned; run again when it is complete");
    }

    private static List<FrozenFile> FilesOf(PlannedRun run) => [.. run.Inputs.Select(i => new FrozenFile(i.Name, i.Bytes, i.Rows, run.WrittenAt(i)))];
}

/// <summary>An input file as it was when a run was planned.</summary>
/// <param name="Name">Its name within the input.</param>
/// <param name="Bytes">Length.</param>
/// <param name="Rows">Rows.</param>
/// <param name="WrittenAt">Time of last change, UTC.</param>
internal sealed record FrozenFile(string Name, long Bytes, long Rows, DateTime WrittenAt);
