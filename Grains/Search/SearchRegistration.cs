using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Hosting;
using Parley.Grains.Rooms;

namespace Parley.Grains.Search;

internal static class SearchRegistration
{
    public static ISiloBuilder AddSearch(this ISiloBuilder silo)
    {
        silo.Services.AddOptions<SearchOptions>().BindConfiguration(SearchOptions.Section).ValidateOnStart();
        silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SearchOptions>, SearchOptions.Validator>());
        silo.Services.AddSingleton<RoomsToIndex>();
        silo.Services.AddSingleton<SearchReading>();
        silo.Services.AddSingleton<SearchIndex>();
        silo.Services.AddSingleton<MessageSearch>();
        silo.Services.AddSingleton<SearchFollower>();
        silo.Services.AddSingleton<IRoomWatcher>(services => services.GetRequiredService<SearchFollower>());
        silo.Services.AddHostedService(services => services.GetRequiredService<SearchFollower>());
        return silo;
    }
}
