using Opportune.Core;

namespace Opportune.Engine;

/// <summary>
/// Takes the rows of one table that a rule would use: judges them, gives them to the exchange, notes candidates and
/// positive controls. One a thread and table; turned to each partition in turn.
/// </summary>
internal sealed class RowSink
{
    private static readonly int[] NoSets = [];

    private readonly WorkPlan _plan;
    private readonly TableLayout _layout;
    private readonly TableRules _rules;
    private readonly RowJudge _judge;
    private PartitionOutput _output = null!;
    private PartitionRecords _records = null!;
    private bool _countsControls;

    public RowSink(WorkPlan plan, Table table)
    {
        (_plan, _layout) = (plan, TableLayout.Of(table));
        _rules = plan.Rules.Of(table);
        _judge = new(plan, table);
    }

    /// <summary>Turns to a partition. What reviewers entered is no sign that anything reaches us, so no positive control.</summary>
    public void Open(PartitionOutput output, PartitionRecords records)
    {
        (_output, _records) = (output, records);
        _countsControls = _plan.Controls.Count > 0 && !output.Partition.IsReported;
    }

    /// <summary>Takes a row whose code or display matters.</summary>
    public void TakeCoded(RowValues values, in CodeHit hit) => Take(values, hit, [], isReport: false, modality: null, reportStart: -1);

    /// <summary>Takes a row, whatever of it matters.</summary>
    public void Take(RowValues values, in CodeHit hit, IReadOnlyList<Mention> mentions, bool isReport, string? modality, long reportStart)
    {
        CountControl(values, hit);
        if (!_judge.Admit(values, _output))
            return;
        var date = values.Date(_layout.Date);
        var (sets, nameSets) = SetsOn(hit, date);
        if (sets.Length + nameSets.Length + mentions.Count == 0 && !isReport)
        {
            _output.Book.Skip(SkipReasons.NoRuleUsesIt);
            return;
        }
        var isIndex = IsIndex(sets, mentions, isReport ? modality : null, date);
        var patient = values.Text(_layout.Patient);
        var hash = StableHash.Of(patient);
        patient = _plan.Merged.Final(patient, ref hash);
        RowWriter.Write(_records.Buffer, hash, patient, _layout, values, new(sets, nameSets, mentions, isReport, reportStart, isIndex));
        _records.SealIfFull();
        _output.Book.Used++;
        _output.Book.ForgottenValues += values.Forgotten;
        if (isIndex)
            _output.Candidates.Add(hash);
    }

    /// <summary>Counts a row of somebody who is no candidate as a positive control, if it is one.</summary>
    public void CountControl(RowValues values, in CodeHit hit)
    {
        if (!values.Has(_layout.Date) || !MayBeControl(hit) || !_judge.IsRecent(values))
            return;
        var (sets, nameSets) = SetsOn(hit, values.Date(_layout.Date));
        var patient = values.Text(_layout.Patient);
        var hash = StableHash.Of(patient);
        _plan.Merged.Final(patient, ref hash);
        foreach (var set in sets.Concat(nameSets))
        {
            if (_rules.ControlOfSet[set] is not (>= 0 and var control))
                continue;
            _records.Buffer.Begin(RecordKind.Control, hash);
            _records.Buffer.Number(control);
            _records.Buffer.End();
            _records.SealIfFull();
        }
    }

    /// <summary>Whether the row's code or name belongs to a positive control on some date.</summary>
    public bool MayBeControl(in CodeHit hit) =>
        _countsControls && (_rules.AnyControl(hit.Code?.Ever ?? NoSets) || _rules.AnyControl(hit.Names ?? NoSets));

    // A name adds only what the code does not say already.
    private (int[] Sets, int[] NameSets) SetsOn(in CodeHit hit, DateOnly date)
    {
        var sets = hit.Code?.On(date) ?? NoSets;
        if (!_rules.AnyWanted(sets))
            sets = NoSets;
        var nameSets = hit.Names is { } names ? [.. names.Where(n => !sets.Contains(n))] : NoSets;
        return (sets, nameSets);
    }

    private bool IsIndex(int[] sets, IReadOnlyList<Mention> mentions, string? modality, DateOnly date)
    {
        if (modality is not null && _plan.Rules.Reports.IsIndex(modality, date))
            return true;
        foreach (var mention in mentions)
        {
            if (_plan.Rules.Mentions.IsIndex(mention, date))
                return true;
        }
        // A name never starts a clock.
        return _rules.AnyIndex(sets, date);
    }
}
