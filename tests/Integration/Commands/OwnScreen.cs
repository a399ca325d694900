using System.Text;

namespace Opportune.Tests.Integration.Commands;

/// <summary>A screen on which each command that is carried out here writes to its own; what belongs to none goes where it went before.</summary>
internal sealed class OwnScreen(TextWriter before) : TextWriter
{
    private readonly AsyncLocal<TextWriter?> _mine = new();

    /// <summary>Where this flow of control, and all that it begins, writes.</summary>
    public TextWriter? Mine
    {
        set => _mine.Value = value is null ? null : Synchronized(value);
    }

    public override Encoding Encoding => before.Encoding;

    public override string NewLine => before.NewLine;

    public override void Write(char value) => Target.Write(value);

    public override void Write(char[] buffer, int index, int count) => Target.Write(buffer, index, count);

    public override void Write(ReadOnlySpan<char> buffer) => Target.Write(buffer);

    public override void Write(string? value) => Target.Write(value);

    public override void WriteLine(string? value) => Target.WriteLine(value);

    public override void Flush() => Target.Flush();

    private TextWriter Target => _mine.Value ?? before;
}
