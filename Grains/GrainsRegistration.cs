using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Storage;
using Parley.Grains.Assistant;
using Parley.Grains.Audit;
using Parley.Grains.Bots;
using Parley.Grains.Caching;
using Parley.Grains.Dashboard;
using Parley.Grains.RoomErasure;
using Parley.Grains.Delivery;
using Parley.Grains.Erasure;
using Parley.Grains.Files;
using Parley.Grains.Hooks;
using Parley.Grains.Idempotency;
using Parley.Grains.Ids;
using Parley.Grains.Jobs;
using Parley.Grains.Logging;
using Parley.Grains.Moderation;
using Parley.Grains.Outbound;
using Parley.Grains.Presence;
using Parley.Grains.Previews;
using Parley.Grains.Realtime;
using Parley.Grains.Retention;
using Parley.Grains.Rooms;
using Parley.Grains.Scheduling;
using Parley.Grains.Search;
using Parley.Grains.Sessions;
using Parley.Grains.Setup;
using Parley.Grains.SignUp;
using Parley.Grains.SlashCommands;
using Parley.Grains.Storage;
using Parley.Grains.Storage.Replicas;
using Parley.Grains.Threads;
using Parley.Grains.Throttling;
using Parley.Grains.Users;
using Parley.Grains.Verification;
using Parley.Grains.Webhooks;

namespace Parley.Grains;

/// <summary>Everything a silo needs to host Parley's grains.</summary>
public static class GrainsRegistration
{
    /// <summary>Name of the grain storage: all persisted grain state goes there.</summary>
    public const string StateStore = "state";

    /// <summary>The table behind it. Only <see cref="GenuineKeyStorage"/> uses it.</summary>
    private const string StateTable = "state-table";

    /// <summary>Adds the grains of every feature, on these databases.</summary>
    public static ISiloBuilder AddParleyGrains(this ISiloBuilder silo, Databases databases)
    {
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.AddSingleton(_ => databases); // a factory, so that the host disposes them
        silo.Services.AddSingleton<ServerKeys>();
        silo.Services.AddSingleton<Sealing>();
        silo.Services.AddOptions<ParleyOptions>().BindConfiguration(ParleyOptions.Section).ValidateOnStart();
        silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ParleyOptions>, ParleyOptions.Validator>());
        silo.Services.AddSingleton(services => new IdMint(services.GetRequiredService<ServerKeys>().Secret("ids"), services.GetRequiredService<TimeProvider>()));
        silo.Services.AddOutbound();
        silo.Services.AddHostedService<DurabilityCheck>();
        silo.AddGrainState(databases);
        silo.AddIncomingGrainCallFilter<DatabaseFaults>();
        silo.UseAdoNetReminderService(options =>
        {
            options.Invariant = OrleansSql.Invariant(databases.Grains.Engine);
            options.DataSource = databases.Grains.Source;
        });
        return silo.AddReplicas().AddSharedCaches().AddJobs().AddIdempotency().AddAuditLog().AddSignInGuards().AddLogLevels().AddDashboardReports().AddRooms().AddRetention().AddRoomErasure().AddSearch().AddFiles().AddPreviews().AddRealtime().AddPresence().AddThreads().AddUsers().AddScheduling().AddErasure().AddModeration().AddSessions().AddDelivery().AddVerification().AddSignUp().AddSetup().AddBots().AddAssistant().AddWebhooks().AddSlashCommands().AddHooks();
    }

    private static void AddGrainState(this ISiloBuilder silo, Databases databases)
    {
        // Stored as JSON without type names: classes may be renamed, unknown members are ignored.
        silo.UseSystemTextJsonGrainStorageSerializer();
        silo.Services.Replace(ServiceDescriptor.Singleton<IPersistentStateFactory, StoredStateFactory>());
        silo.AddAdoNetGrainStorage(StateTable, options =>
        {
            options.Invariant = OrleansSql.Invariant(databases.Grains.Engine);
            options.DataSource = databases.Grains.Source;
        });
        silo.Services.AddKeyedSingleton<IGrainStorage>(StateStore, (services, _) =>
        {
            var table = services.GetRequiredKeyedService<IGrainStorage>(StateTable);
            return new GenuineKeyStorage(databases.Grains.Engine == SqlEngine.Sqlite ? new OneWriterStorage(table) : table, services.GetRequiredService<IdMint>());
        });
    }
}
