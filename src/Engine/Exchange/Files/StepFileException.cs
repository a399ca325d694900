namespace Opportune.Engine;

/// <summary>A file of a step cannot be used: it is missing, truncated, damaged, or of other work. The work behind it must be done again.</summary>
/// <param name="file">The file's name, without its folder.</param>
/// <param name="fault">What is wrong with it: <c>is truncated</c>.</param>
public sealed class StepFileException(string file, string fault) : IOException($"{file} {fault}; the work behind it must be done again")
{
    /// <summary>The file's name, without its folder.</summary>
    public string File { get; } = file;
}
