namespace Parley.Grains.Users;

/// <summary>What is kept of a user name.</summary>
public sealed record UserNameState
{
    /// <summary>Id of the user who has the name. The user may not exist yet: then a registration was interrupted.</summary>
    public string? User { get; init; }

    /// <summary>Key of a name that looks like this one and was given out: this one is not. Null: none.</summary>
    public string? ReservedFor { get; init; }
}
