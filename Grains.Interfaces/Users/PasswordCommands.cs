namespace Parley.Users;

/// <summary>Asks for another password with the one that counts.</summary>
/// <param name="Session">Id of the session that asks: it goes on, all others end.</param>
[GenerateSerializer, Immutable, Alias("parley.user.change-password")]
public sealed record ChangePassword([Id(0)] string OldPassword, [Id(1)] string NewPassword, [Id(2)] string Session)
{
    /// <summary>Without the passwords: Orleans writes arguments into its logs.</summary>
    public override string ToString() => $"ChangePassword({Session})";
}

/// <summary>Gives a user another password without the old one.</summary>
/// <param name="PasswordHash">What is to be kept; the password itself was checked by the caller.</param>
[GenerateSerializer, Immutable, Alias("parley.user.set-password")]
public sealed record SetPassword([Id(0)] string PasswordHash)
{
    /// <summary>Without the hash.</summary>
    public override string ToString() => nameof(SetPassword);
}

/// <summary>Gives the user of a name another password.</summary>
[GenerateSerializer, Immutable, Alias("parley.user-name.set-password")]
public sealed record SetNamesPassword([Id(0)] string NewPassword)
{
    /// <summary>Without the password.</summary>
    public override string ToString() => nameof(SetNamesPassword);
}

/// <summary>Shows who one is once more, before something that cannot be taken back.</summary>
/// <param name="Password">The user's; null: the user has none.</param>
/// <param name="Code">Of the second factor; null: there is none.</param>
/// <param name="Session">Id of the session that asks.</param>
[GenerateSerializer, Immutable, Alias("parley.user.prove-identity")]
public sealed record ProveIdentity([Id(0)] string? Password, [Id(1)] string? Code, [Id(2)] string Session)
{
    /// <summary>Without password and code.</summary>
    public override string ToString() => $"ProveIdentity({Session})";
}

/// <summary>Shows the password once more, before something that an open browser alone must not do.</summary>
[GenerateSerializer, Immutable, Alias("parley.user.confirm-password")]
public sealed record ConfirmPassword([Id(0)] string? Password)
{
    /// <summary>Without the password.</summary>
    public override string ToString() => nameof(ConfirmPassword);
}
