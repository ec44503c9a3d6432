using System.Data.Common;
using System.Net;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MySqlConnector;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Storage;

namespace Parley.Benchmarks.Durable;

/// <summary>An Orleans grain for each room that writes its state for each message, by Orleans' own ADO.NET storage.</summary>
internal sealed class StateWritePerMessage : IMessageStore
{
    private readonly IHost _host;
    private readonly IGrainFactory _grains;
    private readonly DbDataSource _source;

    private StateWritePerMessage(IHost host, DbDataSource source)
    {
        _host = host;
        _source = source;
        _grains = host.Services.GetRequiredService<IGrainFactory>();
    }

    public string Name => "state write per message";

    public int AtOnce => int.MaxValue;

    public static async Task<StateWritePerMessage> OnSqliteAsync(string path)
    {
        var source = SqliteFactory.Instance.CreateDataSource(new SqliteConnectionStringBuilder { DataSource = path }.ToString());
        await ExecuteAsync(source, "PRAGMA journal_mode=WAL"); // stays with the file; synchronous is FULL unless one asks for less
        await ExecuteAsync(source, await ScriptAsync("sqlite"));
        return await StartAsync(source, "System.Data.SQLite", table => new OneAtATime(table)); // else most of the time is spent on waiting for SQLite's lock
    }

    public static async Task<StateWritePerMessage> OnMariaDbAsync(string connectionString)
    {
        var source = new MySqlDataSource($"{connectionString};Allow User Variables=true");
        await ExecuteAsync(source, await ScriptAsync("mysql"));
        return await StartAsync(source, "MySql.Data.MySqlConnector", table => table);
    }

    public Task StoreAsync(int room, string sender, string text) => _grains.GetGrain<IStateWriteGrain>(room).Post(sender, text);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        await _source.DisposeAsync();
    }

    private static async Task<StateWritePerMessage> StartAsync(DbDataSource source, string invariant, Func<IGrainStorage, IGrainStorage> wrap)
    {
        const string Table = "table";
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(FreePort(), FreePort());
            silo.UseSystemTextJsonGrainStorageSerializer();
            silo.AddAdoNetGrainStorage(Table, options => (options.Invariant, options.DataSource) = (invariant, source));
            silo.Services.AddKeyedSingleton(StateWriteGrain.Store, (services, _) => wrap(services.GetRequiredKeyedService<IGrainStorage>(Table)));
        });
        var host = builder.Build();
        await host.StartAsync();
        return new StateWritePerMessage(host, source);
    }

    private static async Task ExecuteAsync(DbDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string> ScriptAsync(string engine)
    {
        using var reader = new StreamReader(typeof(StateWritePerMessage).Assembly.GetManifestResourceStream($"state.{engine}.sql")!);
        return await reader.ReadToEndAsync();
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class OneAtATime(IGrainStorage table) : IGrainStorage, IDisposable
    {
        private readonly SemaphoreSlim _turn = new(1);

        public void Dispose() => _turn.Dispose();

        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => table.ReadStateAsync(stateName, grainId, grainState);

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => table.ClearStateAsync(stateName, grainId, grainState);

        public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            await _turn.WaitAsync();
            try
            {
                await table.WriteStateAsync(stateName, grainId, grainState);
            }
            finally
            {
                _turn.Release();
            }
        }
    }
}
