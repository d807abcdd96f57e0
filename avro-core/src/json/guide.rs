//! What is known of a schema before any text or datum of it is met.

use std::any::TypeId;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use avro_model::{Name, NodeId, Schema, SchemaError, Type};

use crate::schema::AvroSchema;
use crate::value::Program;

/// Unions with more branches than this look them up in a hash map.
const FEW: usize = 16;

/// A schema that is ready to be read and written along.
#[derive(Debug)]
pub(super) struct Guide {
    program: Program,
    /// The branches by name of the unions that have many.
    wide: HashMap<NodeId, HashMap<Box<str>, usize>>,
}

impl Guide {
    pub(super) fn new(schema: &Schema) -> Guide {
        let mut wide = HashMap::new();
        let mut seen = HashSet::from([schema.root()]);
        let mut way = vec![schema.root()];
        while let Some(id) = way.pop() {
            let ty = schema.node(id).ty();
            if let Type::Union(branches) = ty
                && branches.len() > FEW
            {
                let branches = branches.iter().enumerate();
                let named = branches.map(|(index, &branch)| (tag(schema, branch).into(), index));
                wide.insert(id, named.collect());
            }
            way.extend(ty.children().filter(|&child| seen.insert(child)));
        }
        Guide {
            program: Program::new(schema),
            wide,
        }
    }

    /// The guide along the schema of a type; it is made once and shared afterwards.
    pub(super) fn of<T: AvroSchema + ?Sized>() -> Result<Arc<Guide>, SchemaError> {
        static GUIDES: LazyLock<RwLock<HashMap<TypeId, Arc<Guide>>>> =
            LazyLock::new(RwLock::default);

        let key = TypeId::of::<T::Key>();
        let known = GUIDES.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(guide) = known.get(&key) {
            return Ok(Arc::clone(guide));
        }
        drop(known);

        let guide = Arc::new(Guide::new(&T::schema()?));
        GUIDES
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(key, Arc::clone(&guide));
        Ok(guide)
    }

    pub(super) fn schema(&self) -> &Schema {
        self.program.reader()
    }

    /// The fewest bytes of a value of this node.
    pub(super) fn least(&self, id: NodeId) -> usize {
        self.program.least(id)
    }

    /// The branch of this name of the union `id`, and its place.
    pub(super) fn branch(
        &self,
        id: NodeId,
        branches: &[NodeId],
        name: &str,
    ) -> Option<(usize, NodeId)> {
        let index = match self.wide.get(&id) {
            Some(named) => *named.get(name)?,
            None => {
                let mut branches = branches.iter();
                branches.position(|&branch| tag(self.schema(), branch) == name)?
            }
        };
        Some((index, *branches.get(index)?))
    }
}

/// What a union calls a branch: its full name, or the type's own word.
pub(super) fn tag(schema: &Schema, branch: NodeId) -> &str {
    let node = schema.node(branch);
    node.name().map_or(node.ty().kind(), Name::full)
}
