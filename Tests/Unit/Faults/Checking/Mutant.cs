using Parley.Faults.Checking;

namespace Parley.Tests.Unit.Faults.Checking;

/// <summary>One way to spoil a good history, and the rule that must notice.</summary>
/// <param name="Name">What is wrong, in words.</param>
internal sealed record Mutant(string Name, Rule Aim, Action<Tape> Spoil);
