namespace Opportune.Runs;

/// <summary>This process cannot work on a shared run, for its program or rules are not those of the run; another can.</summary>
/// <param name="message">One line: what differs, and how to mend it.</param>
internal sealed class OtherProgramException(string message) : Exception(message);
