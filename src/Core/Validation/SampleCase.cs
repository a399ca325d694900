namespace Opportune.Core;

/// <summary>A reviewer's answer.</summary>
/// <param name="By">Id of the account.</param>
/// <param name="Answer">What.</param>
/// <param name="Cause">Why.</param>
/// <param name="Settles">Whether it settles what two others disagreed about.</param>
public sealed record GivenAnswer(string By, CaseAnswer Answer, AnswerCause Cause, bool Settles);

/// <summary>A case of a sample with what was said of it.</summary>
/// <param name="Ordinal">Its place, which says nothing about the stratum.</param>
/// <param name="Stratum">What the program said.</param>
/// <param name="Answers">What people said, in the order of answering.</param>
public sealed record SampleCase(int Ordinal, Stratum Stratum, IReadOnlyList<GivenAnswer> Answers)
{
    /// <summary>So many look at a case without knowing of each other.</summary>
    public const int Reviewers = 2;

    /// <summary>The two blind answers, as far as they are there.</summary>
    public IReadOnlyList<GivenAnswer> Blind => [.. Answers.Where(a => !a.Settles).Take(Reviewers)];

    /// <summary>Whether the two differ.</summary>
    public bool IsDisputed => Blind is [var one, var other] && one.Answer != other.Answer;

    /// <summary>What holds: what both said, or what a third person settled; null: not yet.</summary>
    public CaseAnswer? Final => Answers.FirstOrDefault(a => a.Settles)?.Answer ?? (Blind.Count == Reviewers && !IsDisputed ? Blind[0].Answer : null);

    /// <summary>What a person may say of it now: a blind answer (false), a settling one (true), or nothing (null).</summary>
    public bool? Asks(string person) =>
        Final is not null || Answers.Any(a => a.By == person) ? null
        : Blind.Count < Reviewers ? false
        : true;
}
