using Opportune.Core;
using Opportune.Engine;
using Opportune.Engine.Evaluation;

namespace Opportune.Runs;

/// <summary>
/// What the rules made of each candidate of a bucket, kept from night to night. It is taken again for a patient whose rows are
/// the same, one and all, until the first day on which the calendar alone would change an answer, and while the feeds let the
/// same be said; then only days that move are filled anew. What is new goes into a second file, until that holds more than the first: a
/// night writes what it made, not all that is known. Not thread-safe: one a bucket.
/// </summary>
internal sealed class BucketAnswers
{
    // Where fewer are new beside those that would be written again, the file is left as it is: they are made once more tomorrow.
    private const int NewShare = 8;

    private readonly PreparedRun _run;
    private readonly RunCache _cache;
    private readonly GapSorter _gaps;
    private readonly PatientBooks _books;
    private readonly string _key;
    private readonly string _laterKey;
    private readonly AnswerFile? _kept;
    private readonly AnswerFile? _later;
    private readonly int _keptCount;
    private readonly AnswerReader _reader;
    private readonly AnswerWriter _writer;
    private readonly List<int> _taken = [];
    private readonly List<RowsName> _made = [];

    public BucketAnswers(PreparedRun run, RunCache cache, int bucket, BucketRoom room, GapSorter gaps, PatientBooks books)
    {
        (_run, _cache, _gaps, _books) = (run, cache, gaps, books);
        (_key, _laterKey) = (JobKey.Of(run.Planned, "answers", bucket), JobKey.Of(run.Planned, "later answers", bucket));
        _kept = AnswerFile.Read(cache.Read(_key, room.ForKept));
        _later = AnswerFile.Read(cache.Read(_laterKey, room.ForLater));
        _keptCount = _kept?.Names.Count ?? 0;
        (_reader, _writer) = (new(run, gaps, books), new(run, room, gaps));
        Known = new([.. _kept?.Names ?? [], .. _later?.Names ?? []], TryTake);
    }

    /// <summary>The patients of whom something is kept, and their rows.</summary>
    public KnownRows Known { get; }

    /// <summary>The rows of each patient of whom something is kept for the next night.</summary>
    public IEnumerable<RowsName> Regular => _taken.Select(number => Known.Names[number]).Concat(_made);

    /// <summary>Applies the rules to a patient, and keeps what comes of it.</summary>
    public void Make(RowsName rows, PatientRecord patient)
    {
        var lasting = new Lasting(_run.Request.AsOf);
        var results = _run.Evaluator.Evaluate(patient, lasting);
        _books.Count(patient, results);
        _writer.Write(rows, patient, results, lasting);
        _made.Add(rows);
    }

    /// <summary>Keeps it for the next night, where enough is new.</summary>
    public void Keep()
    {
        _cache.CountAnswers(_taken.Count + _writer.Count, _taken.Count);
        var again = _taken.Count(IsLater);
        if (_writer.Count * NewShare <= again)
            return;
        var isAnew = _writer.Count + again > _taken.Count - again;
        foreach (var number in _taken)
        {
            if (isAnew || IsLater(number))
                _writer.Add(Known.Names[number], Answer(number));
        }
        _cache.Keep(isAnew ? _key : _laterKey, to => AnswerFile.Write(to, _writer));
        if (isAnew && _later is not null)
            _cache.Remove(_laterKey);
    }

    private bool IsLater(int number) => number >= _keptCount;

    private ReadOnlyMemory<byte> Answer(int number) => IsLater(number) ? _later![number - _keptCount] : _kept![number];

    // Takes the gaps, and what was counted; whether it was.
    private bool TryTake(int number)
    {
        var before = _gaps.Count;
        if (!_reader.Take(Answer(number)))
        {
            _gaps.TakeBack(before);
            return false;
        }
        _taken.Add(number);
        return true;
    }
}
