using Parley.Silo.Health;
using Parley.Silo.Settings;
using Parley.Silo.Logging;
using Parley.Silo.Shutdown;
using Parley.Silo.Startup;
using Parley.Silo.Telemetry;
using Parley.WebFrontend.Audit;
using Parley.WebFrontend.Bots;
using Parley.WebFrontend.Caching;
using Parley.WebFrontend.CrossOrigin;
using Parley.WebFrontend.Dashboard;
using Parley.WebFrontend.Delivery;
using Parley.WebFrontend.Erasure;
using Parley.WebFrontend.Export;
using Parley.WebFrontend.Files;
using Parley.WebFrontend.Irc;
using Parley.WebFrontend.Jobs;
using Parley.WebFrontend.Hooks;
using Parley.WebFrontend.Logging;
using Parley.WebFrontend.Moderation;
using Parley.WebFrontend.OpenId;
using Parley.WebFrontend.Pages;
using Parley.WebFrontend.Presence;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Proxies;
using Parley.WebFrontend.Realtime;
using Parley.WebFrontend.Rest;
using Parley.WebFrontend.Rooms;
using Parley.WebFrontend.Scheduling;
using Parley.WebFrontend.Search;
using Parley.WebFrontend.SecondFactor;
using Parley.WebFrontend.Sessions;
using Parley.WebFrontend.Settings;
using Parley.WebFrontend.Setup;
using Parley.WebFrontend.SignUp;
using Parley.WebFrontend.SlashCommands;
using Parley.WebFrontend.Startup;
using Parley.WebFrontend.Threads;
using Parley.WebFrontend.Throttling;
using Parley.WebFrontend.Tls;
using Parley.WebFrontend.Users;
using Parley.WebFrontend.Verification;
using Parley.WebFrontend.Webhooks;

namespace Parley.WebFrontend;

/// <summary>The frontend, put together but not started: what the program runs and what tests start on a free port.</summary>
public static class ParleyServer
{
    /// <param name="args">Configuration as command line arguments, e.g. <c>--urls=http://127.0.0.1:0</c>.</param>
    /// <param name="prepare">Runs before anything is added: services it registers take the place of ours (a clock, for tests).</param>
    /// <exception cref="Exception">See <see cref="StartupFaults.Explain"/> for those that have a sentence for the operator.</exception>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? prepare = null)
    {
        // The content is what lies beside the program, wherever it was started from.
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { Args = args, ApplicationName = "Parley.WebFrontend", ContentRootPath = AppContext.BaseDirectory });
        prepare?.Invoke(builder);
        builder.AddSettings();
        builder.AddLog();
        builder.AddTelemetry(Installation.Role(builder.Configuration));
        builder.AddStartupLog();
        builder.AddProblems();
        builder.AddProxies();
        builder.AddTls();
        builder.AddCrossOrigin();
        builder.AddInstallation();
        builder.AddAudit();
        builder.AddJobs();
        builder.AddSessions();
        builder.AddOpenId();
        builder.AddUsers();
        builder.AddPresence();
        builder.AddThrottling();
        builder.AddCaching();
        builder.AddRooms();
        builder.AddHooks();
        builder.AddSearch();
        builder.AddFiles();
        builder.AddExport();
        builder.AddRealtime();
        builder.AddIrc();
        builder.AddDashboard();
        builder.AddRest();
        builder.AddHealth();
        builder.Services.AddSystemd(); // says when it is up, if systemd has started it
        builder.AddDrain(isRoutedTo: Installation.IsRoutedTo(builder.Configuration));
        builder.AddPages();

        var app = builder.Build().ValidateSettings();
        app.UseStartupLog();
        app.UseDrain();
        app.UseProxies();
        app.UseTls();
        app.UseCrossOrigin();
        app.UsePages();
        app.UseProblems();
        app.UseClusterGate();
        app.UseMissingFiles();
        app.UseRealtime();
        app.UseAudit();
        app.UseSessions();
        app.UseThrottling();
        app.UseGuessGuard();
        app.UseRest();
        app.UseCachedAnswers();

        var api = app.MapGroup("/api/v1");
        api.MapRoot();
        api.MapUsers();
        api.MapUserAdministration();
        api.MapUserSessions();
        api.MapRoomAdministration();
        api.MapBlocked();
        api.MapOwn();
        api.MapSessions();
        api.MapSetup();
        api.MapBots();
        api.MapContacts();
        api.MapPasswords();
        api.MapSecondFactor();
        api.MapServerInvites();
        api.MapOutbox();
        api.MapOpenId();
        api.MapRooms();
        api.MapLimits();
        api.MapInvites();
        api.MapDirect();
        api.MapThreads();
        api.MapScheduled();
        api.MapPresence();
        api.MapReports();
        api.MapMutes();
        api.MapDeletions();
        api.MapWordRules();
        api.MapWebhooks();
        api.MapSlashCommands();
        api.MapHooks();
        api.MapExport();
        api.MapJobs();
        api.MapErasure();
        api.MapSearch();
        api.MapUploads();
        api.MapDashboardApi();
        api.MapLogLevels();
        api.MapAudit();
        app.MapIncomingHooks();
        app.MapRealtime();
        app.MapRestDocument();
        app.MapRealtimeDocument();
        app.MapReferencePage();
        app.MapPublishedKeys();
        app.MapDashboards();
        app.MapHealth();
        app.MapPages();
        return app;
    }
}
