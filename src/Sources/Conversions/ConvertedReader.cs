using Opportune.Columnar;

namespace Opportune.Sources.Conversions;

/// <summary>
/// Hands out canonical pages of a column whose file stores something else. A dictionary is converted once and the ids stay
/// what they are; the rows of a plain page are converted one by one. Empty text becomes null.
/// </summary>
internal sealed class ConvertedReader(ColumnReader inner, Column column, Conversion conversion) : ColumnReader
{
    private readonly ValueBuffers _values = new();
    private readonly ValueBuffers _distinct = new();
    private PageDictionary? _source;
    private PageDictionary? _converted;
    private int[] _ids = [];
    private byte[] _validity = [];

    public override Column Column => column;

    /// <summary>The page as the file has it, row for row beside <see cref="ColumnReader.Page"/>.</summary>
    public ColumnReader Inner => inner;

    public override bool NextPage()
    {
        if (!inner.NextPage())
            return Take(false);
        return Take(true);
    }

    protected override bool SkipTo(int row)
    {
        inner.MoveTo(row);
        return Take(true);
    }

    public override void Dispose()
    {
        inner.Dispose();
        _values.Return();
        _distinct.Return();
        _converted?.Return();
        Buffers.Return(ref _ids);
        Buffers.Return(ref _validity);
    }

    private bool Take(bool there)
    {
        var source = inner.Page;
        Page.FirstRow = source.FirstRow;
        Page.Count = source.Count;
        Page.HasNulls = source.HasNulls;
        Page.ValidityBuffer = source.ValidityBuffer;
        Page.Dictionary = null;
        if (!there)
            return false;
        if (source.Dictionary is { } dictionary)
            TakeIds(source, dictionary);
        else
            TakeValues(source);
        return true;
    }

    private void TakeIds(Page source, PageDictionary dictionary)
    {
        if (_source != dictionary)
        {
            (_source, _converted) = (dictionary, new PageDictionary());
            _distinct.Convert(new DictionaryValues(dictionary, inner.Column.Kind), conversion);
            _distinct.GiveTo(_converted, dictionary.Count);
        }
        Page.Dictionary = _converted;
        Page.IdBuffer = source.IdBuffer;
        if (_distinct.AnyEmpty)
            Hide(source);
    }

    // Ids of an empty text become null: in copies, for the file's own page must stay as it is.
    private void Hide(Page source)
    {
        var empty = _distinct.Empty;
        Buffers.Fit(ref _ids, source.Count);
        Buffers.Fit(ref _validity, source.Count);
        for (var i = 0; i < source.Count; i++)
        {
            var id = source.IdBuffer[i];
            var valid = id >= 0 && empty[id] == 0;
            _ids[i] = valid ? id : -1;
            _validity[i] = valid ? (byte)1 : (byte)0;
        }
        (Page.IdBuffer, Page.ValidityBuffer, Page.HasNulls) = (_ids, _validity, true);
    }

    private void TakeValues(Page source)
    {
        _values.Convert(new PageValues(source, inner.Column.Kind), conversion);
        _values.GiveTo(Page);
        if (!_values.AnyEmpty)
            return;
        Buffers.Fit(ref _validity, source.Count);
        for (var i = 0; i < source.Count; i++)
            _validity[i] = source.IsNull(i) || _values.Empty[i] != 0 ? (byte)0 : (byte)1;
        (Page.ValidityBuffer, Page.HasNulls) = (_validity, true);
    }
}
