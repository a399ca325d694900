using System.Buffers.Text;

namespace Opportune.Sources.Fhir;

/// <summary>
/// One resource: the elements that <see cref="FhirPlans"/> asks for, by place. What is not there, or of another kind than FHIR says,
/// is nothing; a list is its items, and where one of them is asked for, the first. One object reads resource after resource;
/// a text holds until the next.
/// </summary>
internal sealed class FhirResource
{
    /// <summary>The resource itself.</summary>
    public const int Root = 0;

    private readonly JsonMarks _marks = new();
    private readonly JsonTree _tree = new();
    private ReadOnlyMemory<byte> _json;
    private byte[] _plain = new byte[4096];
    private int _plainLength;
    private readonly (int Reading, int Node)[] _ofRoot = new (int, int)[Enum.GetValues<Element>().Length];
    private int _reading;

    /// <summary>Its kind.</summary>
    public FhirKind Kind { get; private set; }

    /// <summary>Its kind as it says it; empty where it says none.</summary>
    public ReadOnlySpan<byte> KindSaid => Text(Root, Element.ResourceType);

    /// <summary>Reads a resource.</summary>
    /// <param name="json">One JSON text; it must stay as it is as long as the resource is looked at.</param>
    /// <returns>Whether it is well-formed JSON, and an object.</returns>
    public bool Read(ReadOnlyMemory<byte> json)
    {
        if (!Begin(json))
            return false;
        var walk = new JsonWalk(json.Span, _marks, _tree);
        (Kind, var plan) = FhirPlans.For(walk.Peek("resourceType"u8), Kind);
        return End(ref walk, plan);
    }

    /// <summary>Reads any JSON object by a plan of its own.</summary>
    /// <returns>Whether it is well-formed JSON, and an object.</returns>
    public bool Read(ReadOnlyMemory<byte> json, JsonPlan plan)
    {
        if (!Begin(json))
            return false;
        var walk = new JsonWalk(json.Span, _marks, _tree);
        Kind = FhirKind.Other;
        return End(ref walk, plan);
    }

    /// <summary>The first member of that name, or -1.</summary>
    public int At(int node, Element name) =>
        node == Root ? _ofRoot[(int)name] is var (reading, first) && reading == _reading ? first : -1
        : node < 0 ? -1 : Next(node + 1, _tree.Nodes[node].End, name);

    /// <summary>The first at the end of a path, or -1.</summary>
    public int At(int node, params ReadOnlySpan<Element> path)
    {
        foreach (var name in path)
            node = At(node, name);
        return node;
    }

    /// <summary>All members of that name.</summary>
    public Members Items(int node, Element name) => new(this, node, name);

    /// <summary>Whether there is a member of that name that is <c>true</c>.</summary>
    public bool IsTrue(int node, Element name) => Is(node, name, JsonKind.True);

    /// <summary>Whether there is a member of that name that is <c>false</c>.</summary>
    public bool IsFalse(int node, Element name) => Is(node, name, JsonKind.False);

    /// <summary>The text at the end of a path; empty where there is none.</summary>
    public ReadOnlySpan<byte> Text(int node, params ReadOnlySpan<Element> path) => TextOf(At(node, path));

    /// <summary>The text of an element; empty where it is none.</summary>
    public ReadOnlySpan<byte> TextOf(int node)
    {
        if (node < 0 || _tree.Nodes[node] is not { Kind: JsonKind.Text } found)
            return default;
        var text = _json.Span.Slice(found.Start, found.Length);
        return _marks.HasEscapes && text.Contains((byte)'\\') ? Plain(text) : text;
    }

    /// <summary>The finite number of an element; null where it is none.</summary>
    public double? Number(int node, Element name)
    {
        var at = At(node, name);
        if (at < 0 || _tree.Nodes[at] is not { Kind: JsonKind.Number } found)
            return null;
        return Utf8Parser.TryParse(_json.Span.Slice(found.Start, found.Length), out double value, out var read) && read == found.Length && double.IsFinite(value) ? value : null;
    }

    /// <summary>The JSON of an object that was kept.</summary>
    public ReadOnlyMemory<byte> Json(int node) => _json.Slice(_tree.Nodes[node].Start, _tree.Nodes[node].Length);

    private bool Begin(ReadOnlyMemory<byte> json)
    {
        _json = json;
        _plainLength = 0;
        _tree.Clear();
        return _marks.Find(json.Span);
    }

    private bool End(ref JsonWalk walk, JsonPlan plan)
    {
        if (!walk.Take(plan) || !walk.IsAtEnd || _tree.Nodes[Root].Kind != JsonKind.Object)
            return false;
        // Most that is asked for is a member of the resource itself: the first of each name is found at once.
        _reading++;
        var nodes = _tree.Nodes;
        for (var i = 1; i < nodes.Length; i = nodes[i].End)
        {
            ref var first = ref _ofRoot[(int)nodes[i].Name];
            if (first.Reading != _reading)
                first = (_reading, i);
        }
        return true;
    }

    private bool Is(int node, Element name, JsonKind kind) => At(node, name) is var at and >= 0 && _tree.Nodes[at].Kind == kind;

    private int Next(int from, int end, Element name)
    {
        var nodes = _tree.Nodes;
        for (var i = from; i < end; i = nodes[i].End)
        {
            if (nodes[i].Name == name)
                return i;
        }
        return -1;
    }

    // What was handed out before stays: a larger buffer is another one.
    private ReadOnlySpan<byte> Plain(ReadOnlySpan<byte> text)
    {
        if (_plain.Length - _plainLength < text.Length)
            (_plain, _plainLength) = (new byte[Math.Max(_plain.Length * 2, text.Length)], 0);
        var into = _plain.AsSpan(_plainLength);
        var written = JsonText.Unescape(text, into);
        _plainLength += written;
        return into[..written];
    }

    /// <summary>The members of one name.</summary>
    public ref struct Members(FhirResource resource, int node, Element name)
    {
        private readonly int _end = node < 0 ? 0 : resource._tree.Nodes[node].End;
        private int _next = node + 1;

        /// <summary>The element.</summary>
        public int Current { get; private set; }

        /// <summary>Itself.</summary>
        public readonly Members GetEnumerator() => this;

        /// <summary>Goes to the next.</summary>
        public bool MoveNext()
        {
            Current = resource.Next(_next, _end, name);
            if (Current < 0)
                return false;
            _next = resource._tree.Nodes[Current].End;
            return true;
        }
    }
}
