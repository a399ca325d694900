using System.Text;
using Opportune.Core;

namespace Opportune.Runs;

/// <summary>The order of <see cref="GapOrder"/> over gaps that lie as bytes, and what else the merge asks of one.</summary>
internal sealed class GapRecord : IComparer<ReadOnlyMemory<byte>>
{
    public static GapRecord Order { get; } = new();

    public static GapStatus StatusOf(ReadOnlySpan<byte> gap)
    {
        var fields = new GapFields(gap);
        fields.Text();
        fields.Integer();
        fields.Text();
        fields.Text();
        return (GapStatus)fields.Byte();
    }

    public static (string Measure, string PatientId) OwnerOf(ReadOnlySpan<byte> gap)
    {
        var fields = new GapFields(gap);
        var measure = fields.Text();
        fields.Integer();
        return (Encoding.UTF8.GetString(measure), Encoding.UTF8.GetString(fields.Text()));
    }

    /// <summary>Whether it is the one of its patient and measure that leads.</summary>
    public static bool Leads(ReadOnlySpan<byte> gap)
    {
        var fields = new GapFields(gap);
        SkipTexts(ref fields);
        return fields.Flag();
    }

    /// <summary>Passes over all that comes before the evidence.</summary>
    /// <returns>The gap's id, which is among it.</returns>
    public static ReadOnlySpan<byte> SkipToEvidence(ref GapFields fields)
    {
        var id = SkipTexts(ref fields);
        fields.Flag();
        return id;
    }

    private static ReadOnlySpan<byte> SkipTexts(ref GapFields fields)
    {
        fields.Text();
        fields.Integer();
        fields.Text();
        var id = fields.Text();
        fields.Byte();
        fields.Text();
        fields.Integer();
        fields.Text();
        fields.Date();
        fields.Byte();
        fields.Text();
        fields.OptionalDate();
        fields.OptionalDate();
        fields.Integer();
        fields.Byte();
        fields.Optional();
        fields.Optional();
        for (var texts = 0; texts < 5; texts++)
            fields.Text();
        return id;
    }

    /// <inheritdoc/>
    public int Compare(ReadOnlyMemory<byte> x, ReadOnlyMemory<byte> y)
    {
        var a = new GapFields(x.Span);
        var b = new GapFields(y.Span);
        var order = a.Text().SequenceCompareTo(b.Text());
        a.Integer();
        b.Integer();
        if (order == 0)
            order = a.Text().SequenceCompareTo(b.Text());
        if (order != 0)
            return order;
        // Only of one patient's episodes more is read.
        var id = a.Text();
        var otherId = b.Text();
        order = IndexDate(a).CompareTo(IndexDate(b));
        return order != 0 ? order : id.SequenceCompareTo(otherId);
    }

    // From the status on.
    private static DateOnly IndexDate(GapFields fields)
    {
        fields.Byte();
        fields.Text();
        fields.Integer();
        fields.Text();
        return fields.Date();
    }
}
