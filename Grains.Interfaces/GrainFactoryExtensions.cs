using Parley.Audit;
using Parley.Bots;
using Parley.Delivery;
using Parley.Erasure;
using Parley.Export;
using Parley.Files;
using Parley.Hooks;
using Parley.Jobs;
using Parley.Logging;
using Parley.Moderation;
using Parley.OpenId;
using Parley.Presence;
using Parley.Rooms;
using Parley.Scheduling;
using Parley.Search;
using Parley.SecondFactor;
using Parley.Sessions;
using Parley.Setup;
using Parley.SignUp;
using Parley.SlashCommands;
using Parley.Threads;
using Parley.Throttling;
using Parley.Users;
using Parley.Verification;

namespace Parley;

/// <summary>The grains by what they stand for; the keys are made here alone.</summary>
public static class GrainFactoryExtensions
{
    /// <summary>The room of that id.</summary>
    public static IRoomGrain Room(this IGrainFactory grains, string id) => GrainReferences.Of<IRoomGrain>(grains, id);

    /// <summary>The user of that id. Any text will do; most are nobody.</summary>
    public static IUserGrain User(this IGrainFactory grains, string id) => GrainReferences.Of<IUserGrain>(grains, Key(id));

    /// <summary>What knows where the user of that id is connected.</summary>
    public static IPresenceGrain Presence(this IGrainFactory grains, string user) => grains.GetGrain<IPresenceGrain>(PresenceParts.Of(user));

    /// <summary>Drafts of the user of that id.</summary>
    public static IDraftsGrain Drafts(this IGrainFactory grains, string user) => GrainReferences.Of<IDraftsGrain>(grains, Key(user));

    /// <summary>Threads that the user of that id follows.</summary>
    public static IThreadsGrain Threads(this IGrainFactory grains, string user) => GrainReferences.Of<IThreadsGrain>(grains, Key(user));

    /// <summary>Messages that the user of that id has written for later.</summary>
    public static IScheduledMessagesGrain ScheduledMessages(this IGrainFactory grains, string user) => GrainReferences.Of<IScheduledMessagesGrain>(grains, Key(user));

    /// <summary>What was reported of the room of that id.</summary>
    public static IRoomReportsGrain RoomReports(this IGrainFactory grains, string room) => GrainReferences.Of<IRoomReportsGrain>(grains, Key(room));

    /// <summary>Who is muted for a time in the room of that id.</summary>
    public static IRoomMutesGrain RoomMutes(this IGrainFactory grains, string room) => GrainReferences.Of<IRoomMutesGrain>(grains, Key(room));

    /// <summary>Words that are not to be said in the room of that id.</summary>
    public static IWordRulesGrain WordRules(this IGrainFactory grains, string room) => GrainReferences.Of<IWordRulesGrain>(grains, Key(room));

    /// <summary>Words that are not to be said on this server.</summary>
    public static IWordRulesGrain ServerWordRules(this IGrainFactory grains) => GrainReferences.Of<IWordRulesGrain>(grains, ServerKey);

    /// <summary>Messages that wait for moderators of the room of that id.</summary>
    public static IHeldMessagesGrain HeldMessages(this IGrainFactory grains, string room) => GrainReferences.Of<IHeldMessagesGrain>(grains, Key(room));

    /// <summary>What the user of that id has written and done.</summary>
    public static IUserExportGrain UserExport(this IGrainFactory grains, string user) => GrainReferences.Of<IUserExportGrain>(grains, Key(user));

    /// <summary>The erasure of the user of that id.</summary>
    public static IUserErasureGrain UserErasure(this IGrainFactory grains, string user) => GrainReferences.Of<IUserErasureGrain>(grains, Key(user));

    /// <summary>The name, however it is spelt.</summary>
    public static IUserNameGrain UserName(this IGrainFactory grains, string name) => GrainReferences.Of<IUserNameGrain>(grains, UserNames.Key(name));

    /// <summary>The bots of the user of that id.</summary>
    public static IBotsGrain Bots(this IGrainFactory grains, string owner) => GrainReferences.Of<IBotsGrain>(grains, Key(owner));

    /// <summary>The session of that id. Any text will do; most are none.</summary>
    public static ISessionGrain Session(this IGrainFactory grains, string id) => GrainReferences.Of<ISessionGrain>(grains, Key(id));

    /// <summary>The feed of ended sessions.</summary>
    /// <param name="road">Any number. Another one may reach another silo, where the feed is the same.</param>
    public static IRevocationsGrain Revocations(this IGrainFactory grains, int road = 0) => grains.GetGrain<IRevocationsGrain>(road);

    /// <summary>What access tokens are checked by.</summary>
    public static ITokenKeysGrain TokenKeys(this IGrainFactory grains) => grains.GetGrain<ITokenKeysGrain>(0);

    /// <summary>The audit log. Write to it through <see cref="IAudit"/>.</summary>
    public static IAuditGrain AuditLog(this IGrainFactory grains) => grains.GetGrain<IAuditGrain>(0);

    /// <summary>The counter of a key in a scope.</summary>
    public static IThrottleGrain Throttle(this IGrainFactory grains, string scope, string key) => GrainReferences.Of<IThrottleGrain>(grains, $"{scope}/{key}");

    /// <summary>Who is refused for asking too often.</summary>
    public static ILimitsGrain Limits(this IGrainFactory grains) => grains.GetGrain<ILimitsGrain>(0);

    /// <summary>All rooms, for administrators.</summary>
    public static IRoomRegistryGrain RoomRegistry(this IGrainFactory grains) => grains.GetGrain<IRoomRegistryGrain>(0);

    /// <summary>Messages by mail and SMS that wait.</summary>
    public static IOutboxGrain Outbox(this IGrainFactory grains) => grains.GetGrain<IOutboxGrain>(0);

    /// <summary>What slows down guesses at the account of a name, however it is spelt.</summary>
    public static ISignInGuardGrain SignInGuard(this IGrainFactory grains, string userName) => GrainReferences.Of<ISignInGuardGrain>(grains, UserNames.Key(userName));

    /// <summary>E-mail addresses and phone numbers of the user of that id.</summary>
    public static IContactsGrain Contacts(this IGrainFactory grains, string user) => GrainReferences.Of<IContactsGrain>(grains, Key(user));

    /// <summary>The second factor of the user of that id.</summary>
    public static ISecondFactorGrain SecondFactor(this IGrainFactory grains, string user) => GrainReferences.Of<ISecondFactorGrain>(grains, Key(user));

    /// <summary>New accounts, and the invites to them.</summary>
    public static ISignUpGrain SignUp(this IGrainFactory grains) => grains.GetGrain<ISignUpGrain>(0);

    /// <summary>How the server gets its first administrator.</summary>
    public static ISetupGrain Setup(this IGrainFactory grains) => grains.GetGrain<ISetupGrain>(0);

    /// <summary>Who at a provider is which user here.</summary>
    public static IExternalLoginsGrain ExternalLogins(this IGrainFactory grains) => grains.GetGrain<IExternalLoginsGrain>(0);

    /// <summary>Keys of data protection, the same for all frontends.</summary>
    public static IDataProtectionKeysGrain DataProtectionKeys(this IGrainFactory grains) => grains.GetGrain<IDataProtectionKeysGrain>(0);

    /// <summary>New passwords for those who have forgotten theirs.</summary>
    public static IPasswordResetGrain PasswordReset(this IGrainFactory grains) => grains.GetGrain<IPasswordResetGrain>(0);

    /// <summary>Files on their way to a message, and those of messages.</summary>
    public static IUploadsGrain Uploads(this IGrainFactory grains) => grains.GetGrain<IUploadsGrain>(0);

    /// <summary>Incoming webhooks.</summary>
    public static IHooksGrain Hooks(this IGrainFactory grains) => grains.GetGrain<IHooksGrain>(0);

    /// <summary>Slash commands of a room, or of the server: <see cref="ServerKey"/>.</summary>
    public static ISlashCommandsGrain SlashCommands(this IGrainFactory grains, string place) => GrainReferences.Of<ISlashCommandsGrain>(grains, Key(place));

    /// <summary>What the user of that id has asked of slash commands of late.</summary>
    public static ISlashRunsGrain SlashRuns(this IGrainFactory grains, string user) => GrainReferences.Of<ISlashRunsGrain>(grains, Key(user));

    /// <summary>Finds messages.</summary>
    public static ISearchGrain Search(this IGrainFactory grains) => grains.GetGrain<ISearchGrain>(0);

    /// <summary>The queue of jobs.</summary>
    public static IJobsGrain Jobs(this IGrainFactory grains) => grains.GetGrain<IJobsGrain>(0);

    /// <summary>Levels of the log that were changed for a while.</summary>
    public static ILogLevelsGrain LogLevels(this IGrainFactory grains) => grains.GetGrain<ILogLevelsGrain>(0);

    /// <summary>What would have been sent on a developer's machine.</summary>
    public static IDevelopmentOutboxGrain DevelopmentOutbox(this IGrainFactory grains) => grains.GetGrain<IDevelopmentOutboxGrain>(0);

    /// <summary>What is of the whole server, where others are of a room.</summary>
    public const string ServerKey = "server";

    /// <summary>Longer than any id: such texts are all the same nobody, and so is none at all.</summary>
    private const int MaxKeyLength = 64;

    private static string Key(string id) => id.Length <= MaxKeyLength && !string.IsNullOrWhiteSpace(id) ? id : "-";
}
