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

/// <summary>Shows the password once more, before something that an open browser alone must not do.</summary>
[GenerateSerializer, Immutable, Alias("parley.user.confirm-password")]
public sealed record ConfirmPassword([Id(0)] string? Password)
{
    /// <summary>Without the password.</summary>
    public override string ToString() => nameof(ConfirmPassword);
}
