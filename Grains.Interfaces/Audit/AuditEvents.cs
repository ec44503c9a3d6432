namespace Parley.Audit;

/// <summary>
/// What is worth an entry, in the words of the OWASP Logging Vocabulary. A feature that needs another word adds it here.
/// </summary>
public static class AuditEvents
{
    /// <summary>A sign-in by password or code.</summary>
    public const string AuthnLoginSuccess = "authn_login_success";

    /// <summary>A sign-in was refused; the target is the name that was tried.</summary>
    public const string AuthnLoginFail = "authn_login_fail";

    /// <summary>Guesses at one account are being slowed down.</summary>
    public const string AuthnLoginLock = "authn_login_lock";

    public const string AuthnPasswordChange = "authn_password_change";
    public const string AuthnTokenCreated = "authn_token_created";

    /// <summary>A session was ended.</summary>
    public const string AuthnTokenRevoked = "authn_token_revoked";

    /// <summary>A refresh token came a second time: its session was ended.</summary>
    public const string AuthnTokenReuse = "authn_token_reuse";

    /// <summary>Somebody tried what they may not do.</summary>
    public const string AuthzFail = "authz_fail";

    /// <summary>A role or permission changed.</summary>
    public const string AuthzChange = "authz_change";

    /// <summary>An administrator did something that only administrators may.</summary>
    public const string AuthzAdmin = "authz_admin";

    /// <summary>A limit on rates was exceeded.</summary>
    public const string ExcessRateLimitExceeded = "excess_rate_limit_exceeded";

    public const string UserCreated = "user_created";
    public const string UserUpdated = "user_updated";
    public const string UserArchived = "user_archived";
    public const string UserDeleted = "user_deleted";

    /// <summary>A message was reported to the moderators of its room; the target is who wrote it.</summary>
    public const string ModerationReport = "moderation_report";

    /// <summary>A moderator has said what came of a report; the target is who wrote the message.</summary>
    public const string ModerationSettled = "moderation_settled";

    /// <summary>A moderator has deleted many messages; the target is the room, the detail says which deletion and how many.</summary>
    public const string ModerationDeleted = "moderation_deleted";

    /// <summary>A moderator has brought back what was deleted so; the target is the room.</summary>
    public const string ModerationRestored = "moderation_restored";

    /// <summary>The words that are not to be said were changed; the target is the room, or <c>server</c>.</summary>
    public const string ModerationRules = "moderation_rules";

    /// <summary>An incoming webhook was made; the target is its room, the detail says which one.</summary>
    public const string HookCreated = "hook_created";

    /// <summary>An incoming webhook has another address.</summary>
    public const string HookRotated = "hook_rotated";

    /// <summary>An incoming webhook was ended.</summary>
    public const string HookRevoked = "hook_revoked";

    /// <summary>Entries were lost before this one, because they came faster than they could be written; the detail says how many.</summary>
    public const string SysMonitorDisabled = "sys_monitor_disabled";
}
