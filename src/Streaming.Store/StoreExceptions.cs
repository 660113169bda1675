using Streaming.Topology;

namespace Streaming.Store;

/// <summary>PostgreSQL, or a pooler before it, refuses for a reason that stays until a person mends it.</summary>
public sealed class StoreRefusedException(string message, Exception innerException) : StreamingException(message, innerException);

/// <summary>PostgreSQL does not answer, or cannot now. Trying the same call again is safe and makes sense.</summary>
public sealed class StoreUnavailableException(string message, Exception innerException) : StreamingException(message, innerException);
