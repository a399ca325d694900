using Opportune.Columnar;
using Opportune.Core;

namespace Opportune.Sources.Conversions;

/// <summary>Values to convert: of a page, or of a dictionary. A struct each, so that the loops need no virtual calls.</summary>
internal interface IValues
{
    int Count { get; }
    ColumnKind Kind { get; }
    bool IsNull(int i);
    ReadOnlySpan<byte> Text(int i);
    long Integer(int i);
    double Real(int i);
}

internal readonly struct PageValues(Page page, ColumnKind kind) : IValues
{
    public int Count => page.Count;
    public ColumnKind Kind => kind;
    public bool IsNull(int i) => page.IsNull(i);
    public ReadOnlySpan<byte> Text(int i) => page.Text(i);
    public long Integer(int i) => page.Integer(i);
    public double Real(int i) => page.Real(i);
}

internal readonly struct DictionaryValues(PageDictionary dictionary, ColumnKind kind) : IValues
{
    public int Count => dictionary.Count;
    public ColumnKind Kind => kind;
    public bool IsNull(int i) => false;
    public ReadOnlySpan<byte> Text(int i) => dictionary.Text(i);
    public long Integer(int i) => dictionary.Integers[i];
    public double Real(int i) => dictionary.Reals[i];
}

/// <summary>The buffers that converted values are written to, reused from page to page.</summary>
internal sealed class ValueBuffers
{
    private long[] _integers = [];
    private double[] _reals = [];
    private byte[] _bytes = [];
    private int[] _offsets = [];
    private byte[] _empty = [];

    /// <summary>Whether a text was empty, and with it null.</summary>
    public bool AnyEmpty { get; private set; }

    /// <summary>One byte a value: 1 where a text was empty.</summary>
    public byte[] Empty => _empty;

    /// <summary>Converts all values.</summary>
    public void Convert<T>(T values, Conversion conversion) where T : struct, IValues
    {
        AnyEmpty = false;
        Buffers.Fit(ref _empty, values.Count);
        Array.Clear(_empty, 0, values.Count);
        switch (conversion.Result)
        {
            case ColumnKind.Text:
                ToText(values);
                break;
            case ColumnKind.Integer:
                ToIntegers(values, conversion);
                break;
            default:
                ToReals(values, conversion);
                break;
        }
    }

    /// <summary>Lends the buffers to a page.</summary>
    public void GiveTo(Page page) =>
        (page.IntegerBuffer, page.RealBuffer, page.ByteBuffer, page.OffsetBuffer, page.Gap) = (_integers, _reals, _bytes, _offsets, 0);

    /// <summary>Gives the buffers to a dictionary, which keeps them; the next conversion gets new ones.</summary>
    public void GiveTo(PageDictionary dictionary, int count)
    {
        dictionary.Count = count;
        (dictionary.IntegerBuffer, dictionary.RealBuffer, dictionary.ByteBuffer, dictionary.OffsetBuffer) = (_integers, _reals, _bytes, _offsets);
        (_integers, _reals, _bytes, _offsets) = ([], [], [], []);
    }

    /// <summary>Gives the buffers back.</summary>
    public void Return()
    {
        Buffers.Return(ref _integers);
        Buffers.Return(ref _reals);
        Buffers.Return(ref _bytes);
        Buffers.Return(ref _offsets);
        Buffers.Return(ref _empty);
    }

    private bool IsEmpty<T>(T values, int i) where T : struct, IValues
    {
        if (values.Kind != ColumnKind.Text || !values.Text(i).IsEmpty)
            return false;
        _empty[i] = 1;
        return AnyEmpty = true;
    }

    private void ToIntegers<T>(T values, Conversion conversion) where T : struct, IValues
    {
        Buffers.Fit(ref _integers, values.Count);
        for (var i = 0; i < values.Count; i++)
        {
            _integers[i] = values.IsNull(i) || IsEmpty(values, i) ? 0 : values.Kind switch
            {
                ColumnKind.Text => conversion.Integer(values.Text(i)),
                ColumnKind.Integer => conversion.Integer(values.Integer(i)),
                _ => conversion.Integer(values.Real(i)),
            };
        }
    }

    private void ToReals<T>(T values, Conversion conversion) where T : struct, IValues
    {
        Buffers.Fit(ref _reals, values.Count);
        for (var i = 0; i < values.Count; i++)
        {
            _reals[i] = values.IsNull(i) || IsEmpty(values, i) ? 0 : values.Kind switch
            {
                ColumnKind.Text => conversion.Real(values.Text(i)),
                _ => conversion.Real(values.Integer(i)),
            };
        }
    }

    private void ToText<T>(T values) where T : struct, IValues
    {
        Buffers.Fit(ref _bytes, values.Count * IntegerToText.MostBytes);
        Buffers.Fit(ref _offsets, values.Count + 1);
        var end = 0;
        for (var i = 0; i < values.Count; i++)
        {
            _offsets[i] = end;
            if (!values.IsNull(i))
                end += IntegerToText.Write(values.Integer(i), _bytes.AsSpan(end));
        }
        _offsets[values.Count] = end;
    }
}
