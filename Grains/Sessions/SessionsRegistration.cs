using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Hosting;

namespace Parley.Grains.Sessions;

internal static class SessionsRegistration
{
    public static ISiloBuilder AddSessions(this ISiloBuilder silo)
    {
        silo.Services.AddOptions<SessionOptions>().BindConfiguration(SessionOptions.Section).ValidateOnStart();
        silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SessionOptions>, SessionOptions.Validator>());
        silo.Services.TryAddSingleton<TokenKeyStore>();
        silo.Services.TryAddSingleton<SigningKeys>();
        silo.Services.TryAddSingleton<AccessTokens>();
        silo.Services.TryAddSingleton<SpentTokens>();
        silo.Services.TryAddSingleton<SessionEnds>();
        silo.Services.TryAddSingleton<RefreshKey>();
        silo.Services.TryAddSingleton<RevocationStore>();
        return silo;
    }
}
