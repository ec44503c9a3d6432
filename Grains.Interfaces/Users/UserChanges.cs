namespace Parley.Users;

/// <summary>Changes of what a user is, in the words of the audit log.</summary>
public static class UserChanges
{
    /// <summary>E.g. <c>role=admin deactivated=false</c>.</summary>
    public static string Words(string? role, bool? isDeactivated)
    {
        string?[] words = [role is null ? null : $"role={role}", isDeactivated is null ? null : $"deactivated={(isDeactivated.Value ? "true" : "false")}"];
        return string.Join(' ', words.OfType<string>());
    }
}
