namespace Parley.Grains.Throttling;

/// <summary>What is kept of an account's sign-ins.</summary>
public sealed class SignInGuardState
{
    /// <summary>Marks of addresses and devices that have signed in, the latest last.</summary>
    public List<string> Known { get; set; } = [];
}
